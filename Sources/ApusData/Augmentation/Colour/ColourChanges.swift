import CApusImages

/// Changes of colours in 0…1 by a given factor. A factor that changes nothing leaves every bit.
extension WorkingImage {
  /// Blends each element with `other`: factor · x + (1 − factor) · other, held in 0...1.
  private func blend(_ factor: Double, with other: Float) {
    let pixels = pixels
    apus_image_blend(pixels.baseAddress, Int64(pixels.count), Float(factor), other)
  }

  /// Multiplies each element.
  func brighten(by factor: Double) {
    if factor != 1 { blend(factor, with: 0) }
  }

  /// Blends each element with the image's mean grey.
  func contrast(by factor: Double) {
    if factor == 1 { return }
    let mean = apus_image_mean_grey(
      pixels.baseAddress, Int64(height * width), Int32(channels == 3 ? 3 : 1))
    blend(factor, with: mean)
  }

  /// Blends each pixel with its grey; grey images stay.
  func saturate(by factor: Double) {
    guard channels == 3, factor != 1 else { return }
    apus_image_saturate(pixels.baseAddress, Int64(height * width), Float(factor))
  }

  /// Turns each pixel's hue by a part of a whole turn; grey images stay.
  func turnHue(by turns: Double) {
    guard channels == 3, turns != 0 else { return }
    apus_image_turn_hue(pixels.baseAddress, Int64(height * width), Float(turns))
  }
}
