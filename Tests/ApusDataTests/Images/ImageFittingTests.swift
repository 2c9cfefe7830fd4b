import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

struct ImageFittingTests {
  /// A PNG file of `image` with an Exif orientation.
  private static func png(_ image: Image, orientation: Int) throws -> [UInt8] {
    let bytes = try ImageFile.png(image)
    let exif: [UInt8] =
      Array("II*\0".utf8) + [8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0]
      + [UInt8(orientation), 0, 0, 0, 0, 0, 0, 0]
    let contents = Array("eXIf".utf8) + exif
    let sum = MadeGzip.checksum(contents)
    let chunk =
      [0, 0, 0, UInt8(exif.count)] + contents
      + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) }
    return Array(bytes[..<33]) + chunk + bytes[33...]
  }

  @Test func samePixelsAsPillow() throws {
    let golden = try GoldenImages.read()
    #expect(golden.fitted.count == 45)
    for expected in golden.fitted {
      let fitting = ImageFitting(
        height: expected.height, width: expected.width, method: expected.method, margin: 0x63)
      let file = try ImageFittingTests.png(golden.image, orientation: expected.orientation)
      let found = try ImageFile.decode(file, name: "test image", fitting: fitting)
      // Stored sideways, columns are averaged before rows, and what is rounded in between differs.
      let tolerance = expected.orientation == 1 ? 0 : 1
      #expect(found.distance(from: expected.pixels) <= tolerance, "\(fitting)")
      if expected.orientation == 1 {
        #expect(golden.image.fitted(fitting).distance(from: found) == 0, "\(fitting)")
      }
    }
  }

  @Test func largeFilesAreDecodedSmall() throws {
    let golden = try GoldenImages.read()
    for expected in golden.reduced {
      let fitting = ImageFitting(height: expected.height, width: expected.width)
      let found = try ImageFile.decode([UInt8](golden.large), name: "large", fitting: fitting)
      #expect(found.distance(from: expected.pixels) <= 2, "\(expected.width) by \(expected.height)")
      // And near to what the whole file gives.
      let whole = try ImageFile.decode([UInt8](golden.large), name: "large").fitted(fitting)
      let mean =
        zip(found.pixels, whole.pixels).map { abs(Double($0) - Double($1)) }.reduce(0, +)
        / Double(whole.pixels.count)
      #expect(mean < 2, "\(expected.width) by \(expected.height): \(mean)")
    }
  }

  @Test func extremeShapes() throws {
    for (width, height) in [(1, 1), (1, 65_535), (65_535, 1), (40_000, 2)] {
      let pixels = [UInt8](repeating: 200, count: width * height)
      let file = try ImageFile.png(Image(width: width, height: height, channels: 1, pixels: pixels))
      for method in ImageFitting.Method.allCases {
        let fitting = ImageFitting(height: 20, width: 30, channels: 3, method: method, margin: 200)
        let found = try ImageFile.decode(file, name: "test image", fitting: fitting)
        #expect(found.shape == [20, 30, 3])
        #expect(found.pixels.allSatisfy { $0 == 200 }, "\(width) by \(height), \(method)")
      }
    }
    let wide = [UInt8](repeating: 0, count: 65_536)
    let file = try ImageFile.png(Image(width: 65_536, height: 1, channels: 1, pixels: wide))
    let error = #expect(throws: DataError.self) { try ImageFile.decode(file, name: "wide") }
    #expect(error?.reason == .unsuitable)
  }

  @Test func resultsAreKeptWithRuns() throws {
    let fitting = ImageFitting(
      height: 3, width: 4, channels: 1, method: .letterbox, margin: 9, ignoresOrientation: true)
    let coded = try JSONDecoder().decode(
      ImageFitting.self, from: JSONEncoder().encode(fitting))
    #expect(coded == fitting)
    let short = try JSONDecoder().decode(
      ImageFitting.self, from: Data(#"{"height": 5, "width": 6}"#.utf8))
    #expect(short == ImageFitting(height: 5, width: 6))
    for mistake in [
      #"{"height": 0, "width": 6}"#, #"{"height": 5, "width": 70000}"#,
      #"{"height": 5, "width": 6, "channels": 2}"#, #"{"height": 5, "width": 6, "method": "x"}"#,
      #"{"width": 6}"#,
    ] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(ImageFitting.self, from: Data(mistake.utf8))
      }
    }
  }
}
