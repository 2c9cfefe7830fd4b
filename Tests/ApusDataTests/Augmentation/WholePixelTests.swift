import ApusCore
import Testing

@testable import ApusData

/// Windows and flips copy pixels: the same as what interpolation would mix of one pixel and
/// nothing.
@Suite struct WholePixelTests {
  private static let height = 5

  /// The pixel of a line of `count` that stands at `t`; nil on a constant ground.
  private func source(_ t: Int, _ count: Int, _ border: ImageSampling.Border) -> Int? {
    switch border {
    case .constant: (0..<count).contains(t) ? t : nil
    case .replicate: min(max(t, 0), count - 1)
    case .wrap: (t % count + count) % count
    case .reflect:
      { $0 < count ? $0 : 2 * count - 1 - $0 }((t % (2 * count) + 2 * count) % (2 * count))
    }
  }

  /// Of two columns, wrapped around, more pieces of a row are copied than a table holds at a time.
  @Test(arguments: [(1, 270), (3, 270), (4, 270), (1, 2), (3, 2)], [true, false])
  func everyBorderGivesItsPixels(_ form: (channels: Int, width: Int), _ isFlipped: Bool) throws {
    let (height, width, channels) = (Self.height, form.width, form.channels)
    let pixels = (0..<height * width * channels).map { Float($0) + 0.25 }
    for border in [ImageSampling.Border.constant(7), .replicate, .reflect, .wrap] {
      for (right, down) in [(0, 0), (-3, 2), (130, -4), (-700, 23)] {
        let shape: Shape = [height + 2, 279, channels]
        var map = ImageMap.window(right: Double(right), down: Double(down))
        if isFlipped {
          map = ImageMap.horizontalFlip(width: width).after(.verticalFlip(height: height)).after(
            map)
        }
        let image = WorkingImage()
        var found: [Float] = []
        pixels.withUnsafeBufferPointer { old in
          let none = UnsafeMutableBufferPointer<Float>(start: nil, count: 0)
          image.begin(
            with: old.baseAddress!, shape: [height, width, channels], target: none)
          image.warp(by: map, to: shape, sampling: ImageSampling(border: border))
          found = Array(image.pixels)
        }
        var expected: [Float] = []
        for i in 0..<shape[0] {
          for j in 0..<shape[1] {
            let (x, y) = (j + right, i + down)
            let column = source(isFlipped ? width - 1 - x : x, width, border)
            let row = source(isFlipped ? height - 1 - y : y, height, border)
            for k in 0..<channels {
              guard let column, let row else {
                expected.append(7)
                continue
              }
              expected.append(pixels[(row * width + column) * channels + k])
            }
          }
        }
        #expect(found == expected, "\(border), moved by \(right) and \(down)")
      }
    }
  }
}
