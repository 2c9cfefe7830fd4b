import ApusCore

extension Image {
  /// The images in rows of `across`, in order, with two white pixels between them; missing ones at
  /// the end are white.
  ///
  /// Traps without images, and if they differ in shape.
  public init(tiling images: [Image], across: Int) {
    require(!images.isEmpty && across > 0, "Image(tiling:): no images")
    let first = images[0]
    require(
      images.allSatisfy { $0.shape == first.shape }, "Image(tiling:): images of different shapes")
    let (gap, channels) = (2, first.channels)
    let columns = min(across, images.count)
    let rows = (images.count + columns - 1) / columns
    let width = columns * (first.width + gap) - gap
    let height = rows * (first.height + gap) - gap
    var pixels = [UInt8](repeating: 255, count: width * height * channels)
    for (place, image) in images.enumerated() {
      let top = place / columns * (first.height + gap), left = place % columns * (first.width + gap)
      let size = first.width * channels
      for row in 0..<first.height {
        let start = ((top + row) * width + left) * channels
        pixels.replaceSubrange(
          start..<start + size, with: image.pixels[row * size..<(row + 1) * size])
      }
    }
    self.init(width: width, height: height, channels: channels, pixels: pixels)
  }
}
