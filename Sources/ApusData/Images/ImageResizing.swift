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
  /// - Source: the definition of Pillow's `resize(…, BILINEAR)`; bytes differ by 1 at most.
  public func resized(width newWidth: Int, height newHeight: Int) -> Image {
    fitted(ImageFitting(height: newHeight, width: newWidth, channels: channels))
  }

  /// The image with the size and channels of `shape`, [height, width, channels].
  public func fitted(to shape: [Int]) -> Image {
    require(shape.count == 3, "fitted: \(shape), expected [height, width, channels]")
    return fitted(ImageFitting(height: shape[0], width: shape[1], channels: shape[2]))
  }

  /// The image brought to another size and number of channels; it is upright already.
  public func fitted(_ fitting: ImageFitting) -> Image {
    let source = converted(toChannels: fitting.channels)
    let size = fitting.shape.elementCount
    let fitted = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      guard let target = buffer.baseAddress else { return }
      let fitter = ImageFitter(fitting, width: width, height: height, to: target)
      source.pixels.withUnsafeBufferPointer {
        if let rows = $0.baseAddress { fitter.take(rows, count: height) }
      }
      fitter.finish()
      filled = size
    }
    return Image(
      width: fitting.width, height: fitting.height, channels: fitting.channels, pixels: fitted)
  }
}
