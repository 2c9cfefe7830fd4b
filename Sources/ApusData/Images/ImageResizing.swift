import ApusCore

extension Image {
  /// The image at another size, by bilinear interpolation.
  ///
  /// Each new pixel is the mean of the old ones around its centre, weighted by a triangle as wide
  /// as two new pixels where the image shrinks (so nothing is skipped), as two old ones where it
  /// grows. The aspect ratio is not kept.
  ///
  /// - Parameters:
  ///   - width: pixels in a row, above 0.
  ///   - height: rows, above 0.
  /// - Source: the definition of Pillow's `resize(…, BILINEAR)`.
  public func resized(width newWidth: Int, height newHeight: Int) -> Image {
    require(newWidth > 0 && newHeight > 0, "resized: \(newWidth) by \(newHeight)")
    if newWidth == width && newHeight == height { return self }
    let columns = Image.weights(from: width, to: newWidth)
    let rows = Image.weights(from: height, to: newHeight)
    var narrow = [Float](repeating: 0, count: height * newWidth * channels)
    for y in 0..<height {
      for x in 0..<newWidth {
        for (offset, weight) in columns[x].values.enumerated() {
          let source = (y * width + columns[x].first + offset) * channels
          for c in 0..<channels {
            narrow[(y * newWidth + x) * channels + c] += weight * Float(pixels[source + c])
          }
        }
      }
    }
    let rowSize = newWidth * channels
    var result: [UInt8] = []
    result.reserveCapacity(newHeight * rowSize)
    var row = [Float](repeating: 0, count: rowSize)
    for y in 0..<newHeight {
      for at in 0..<rowSize { row[at] = 0 }
      for (offset, weight) in rows[y].values.enumerated() {
        let source = (rows[y].first + offset) * rowSize
        for at in 0..<rowSize { row[at] += weight * narrow[source + at] }
      }
      result += row.map { UInt8(max(0, min(255, $0.rounded()))) }
    }
    return Image(width: newWidth, height: newHeight, channels: channels, pixels: result)
  }

  /// The image with the size and channels of `shape`, [height, width, channels].
  public func fitted(to shape: [Int]) -> Image {
    require(shape.count == 3, "fitted: \(shape), expected [height, width, channels]")
    return resized(width: shape[1], height: shape[0]).converted(toChannels: shape[2])
  }

  /// For each new pixel the first old one that counts and the weights from there on; they sum to 1.
  private static func weights(from old: Int, to new: Int) -> [(first: Int, values: [Float])] {
    let scale = Double(old) / Double(new)
    let radius = max(scale, 1)
    return (0..<new).map { index in
      let centre = (Double(index) + 0.5) * scale
      let first = max(0, Int(centre - radius + 0.5))
      let end = min(old, Int(centre + radius + 0.5))
      let values = (first..<max(end, first + 1)).map { (position: Int) -> Double in
        max(0, 1 - abs(Double(position) + 0.5 - centre) / radius)
      }
      let sum = values.reduce(0, +)
      return (first, values.map { Float($0 / sum) })
    }
  }
}
