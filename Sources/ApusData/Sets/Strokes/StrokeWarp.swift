import ApusCore
import Foundation

/// A random map from the unit square to an image: smooth waves, then an affine map.
///
/// - Source: the elastic distortions of Simard, Steinkraus, Platt 2003, *Best practices for
///   convolutional neural networks*, with waves for the smoothed noise.
struct StrokeWarp {
  private struct Wave {
    let direction: SIMD2<Float>
    let phase: Float
    let shift: SIMD2<Float>
  }

  private let waves: [Wave]
  private let columns: (SIMD2<Float>, SIMD2<Float>)
  private let centre: SIMD2<Float>

  /// A map to an image of the given side, in pixels.
  init(side: Float, random: RandomGenerator) {
    func uniform(_ low: Double, _ high: Double) -> Float {
      Float(random.uniform(from: low, to: high))
    }
    waves = (0..<3).map { _ in
      let direction = SIMD2(uniform(-8, 8), uniform(-8, 8))
      let shift = SIMD2(uniform(-0.045, 0.045), uniform(-0.045, 0.045))
      return Wave(direction: direction, phase: uniform(0, 2 * .pi), shift: shift)
    }
    let angle = uniform(-0.3, 0.3)
    let shear = uniform(-0.35, 0.35)
    let width = side * uniform(0.5, 0.8)
    let height = side * uniform(0.58, 0.82)
    columns = (
      width * SIMD2(cos(angle), sin(angle)),
      height * SIMD2(shear * cos(angle) - sin(angle), shear * sin(angle) + cos(angle))
    )
    centre = SIMD2(side / 2 + uniform(-2.2, 2.2), side / 2 + uniform(-2.2, 2.2))
  }

  /// Where a point of the unit square comes to lie, in pixels from the upper left corner.
  func callAsFunction(_ point: SIMD2<Float>) -> SIMD2<Float> {
    var bent = point - SIMD2(0.5, 0.5)
    for wave in waves {
      bent += wave.shift * sin((wave.direction * point).sum() + wave.phase)
    }
    return centre + columns.0 * bent.x + columns.1 * bent.y
  }
}
