import ApusCore
import CApusImages
import Foundation

/// Weights exp(−k² / 2σ²) / Σ of pixels k = −radius…radius away.
struct GaussianKernel {
  let sigma: Double
  let radius: Int

  /// Blurs an image of `shape` along both axes into `result`; the image is mirrored about the
  /// middle of its outermost pixels.
  func apply(
    to pixels: UnsafePointer<Float>, shape: Shape, in image: WorkingImage,
    result: UnsafeMutablePointer<Float>
  ) {
    let weights = image.room(0, for: 2 * radius + 1)
    write(to: weights)
    var plan = apus_image_blurring()
    plan.height = Int64(shape[0])
    plan.width = Int64(shape[1])
    plan.channels = Int64(shape[2])
    plan.down_radius = Int64(radius)
    plan.across_radius = Int64(radius)
    plan.down = UnsafePointer(weights)
    plan.across = UnsafePointer(weights)
    let line = image.room(1, for: (shape[1] + 2 * radius) * shape[2])
    apus_image_blur(&plan, pixels, line, result)
  }

  private func write(to weights: UnsafeMutablePointer<Float>) {
    func weight(_ k: Int) -> Double { exp(-Double(k * k) / (2 * sigma * sigma)) }
    let sum = (-radius...radius).reduce(0) { $0 + weight($1) }
    for k in -radius...radius { weights[k + radius] = Float(weight(k) / sum) }
  }
}
