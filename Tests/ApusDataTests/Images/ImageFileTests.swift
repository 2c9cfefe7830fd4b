import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

struct ImageFileTests {
  private func decode(_ bytes: [UInt8]) throws -> Image {
    try ImageFile.decode(bytes, name: "test image")
  }

  @Test(arguments: try GoldenImages.read().cases)
  func sameAsPillow(file: GoldenImages.File) throws {
    let image = try decode(file.bytes)
    try #require(image.shape == file.shape)
    // PNG is exact; JPEG leaves the last bit of its transforms to the library.
    let tolerance = file.name.hasPrefix("jpeg") ? 2 : 0
    #expect(image.distance(from: file.pixels) <= tolerance)
    // The same again, to the size that it has.
    for channels in [1, 3] {
      let fitting = ImageFitting(height: image.height, width: image.width, channels: channels)
      let fitted = try ImageFile.decode(file.bytes, name: "test image", fitting: fitting)
      #expect(fitted.distance(from: image.converted(toChannels: channels)) == 0)
    }
  }

  @Test func orientationCanBeIgnored() throws {
    let golden = try GoldenImages.read()
    for orientation in ImageOrientation.allCases {
      let file = try #require(
        golden.cases.first { $0.name == "png-exif-\(orientation.rawValue)" })
      let stored = try ImageFile.decode(file.bytes, name: "", ignoringOrientation: true)
      #expect(stored.distance(from: golden.image) == 0, "\(file)")
      #expect(stored.turned(from: orientation).distance(from: file.pixels) == 0, "\(file)")
      let fitting = ImageFitting(height: 11, width: 13, ignoresOrientation: true)
      let fitted = try ImageFile.decode(file.bytes, name: "", fitting: fitting)
      #expect(fitted.distance(from: stored) == 0, "\(file)")
    }
  }

  @Test(arguments: try GoldenImages.read().cases)
  func damage(file: GoldenImages.File) {
    var fuzz = Fuzz(file.bytes)
    fuzz.truncations { _ = try decode($0) }
    fuzz.mutations { _ = try decode($0) }
    let fitting = ImageFitting(height: 5, width: 7, method: .letterbox)
    fuzz.truncations { _ = try ImageFile.decode($0, name: "test image", fitting: fitting) }
    fuzz.mutations { _ = try ImageFile.decode($0, name: "test image", fitting: fitting) }
  }

  @Test(arguments: [1, 3])
  func pngRoundTrip(channels: Int) throws {
    for (width, height) in [(1, 1), (17, 5), (300, 200)] {
      let pixels = (0..<width * height * channels).map { UInt8(truncatingIfNeeded: $0 * $0) }
      let image = Image(width: width, height: height, channels: channels, pixels: pixels)
      #expect(try decode(ImageFile.png(image)) == image)
    }
  }

  @Test(arguments: [1, 3])
  func jpegRoundTrip(channels: Int) throws {
    for (width, height) in [(1, 1), (17, 5), (300, 200)] {
      let pixels = (0..<width * height).flatMap { at in
        (0..<channels).map { UInt8(at % width * 200 / width + 20 * $0) }
      }
      let image = Image(width: width, height: height, channels: channels, pixels: pixels)
      #expect(try decode(ImageFile.jpeg(image)).distance(from: image) <= 12)
      #expect(try decode(ImageFile.jpeg(image, quality: 30)).shape == image.shape)
    }
    let wide = [UInt8](repeating: 0, count: 65_501)
    let error = #expect(throws: DataError.self) {
      try ImageFile.jpeg(Image(width: 65_501, height: 1, channels: 1, pixels: wide))
    }
    #expect(error?.description.contains("65500") == true)
  }

  @Test func filesAreWrittenAndRead() throws {
    let folder = TemporaryFolder()
    let image = try GoldenImages.read().image
    try ImageFile.write(image, to: folder.path + "/image.png")
    #expect(try ImageFile.read(folder.path + "/image.png") == image)
    #expect(throws: FileError.self) {
      try ImageFile.write(image, to: folder.path + "/none/image.png")
    }
  }

  @Test func otherThings() throws {
    for text in ["", "not an image", "GIF89a………………"] {
      let error = #expect(throws: DataError.self) { try decode([UInt8](text.utf8)) }
      #expect(error?.reason == .foreign)
    }
  }

  @Test func headersThatClaimTooMuch() throws {
    // The size stands at byte 16 of a PNG file, covered by a checksum over its chunk.
    var png = try ImageFile.png(Image(width: 1, height: 1, channels: 1, pixels: [0]))
    for (width, height) in [(60_000, 60_000), (0x7FFF_FFFF, 0x7FFF_FFFF), (0, 5), (1, 70_000_000)] {
      for (at, value) in [(16, width), (20, height)] {
        for index in 0..<4 { png[at + index] = UInt8(value >> (24 - 8 * index) & 255) }
      }
      let sum = MadeGzip.checksum(Array(png[12..<29]))
      for index in 0..<4 { png[29 + index] = UInt8(sum >> (24 - 8 * index) & 255) }
      #expect(throws: DataError.self) { try decode(png) }
    }
    // The size stands behind the marker FF C0 of a JPEG file.
    let golden = try GoldenImages.read().cases
    var jpeg = try #require(golden.first { $0.name == "jpeg-grey" }).bytes
    let frame = try #require(jpeg.indices.first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
    for index in 5..<9 { jpeg[frame + index] = 0xFF }
    #expect(throws: DataError.self) { try decode(jpeg) }
  }
}
