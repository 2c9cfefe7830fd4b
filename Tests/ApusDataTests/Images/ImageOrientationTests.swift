import ApusFiles
import ApusTestSupport
import Testing

@testable import ApusData

/// What Exif says about how an image stands, in sound and in damaged files.
@Suite struct ImageOrientationTests {
  /// An Exif directory of one entry, tag 274.
  private static func exif(_ value: UInt8, isLittle: Bool = true, type: UInt8 = 3) -> [UInt8] {
    if isLittle {
      return Array("II*\0".utf8) + [8, 0, 0, 0, 1, 0, 0x12, 0x01, type, 0, 1, 0, 0, 0]
        + [value, 0, 0, 0, 0, 0, 0, 0]
    }
    let field: [UInt8] = [[value, 0, 0, 0], [0, value, 0, 0], [0, 0, 0, value]][
      [1: 0, 3: 1][type] ?? 2]
    return Array("MM\0*".utf8) + [0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, type, 0, 0, 0, 1] + field
      + [0, 0, 0, 0]
  }

  /// A JPEG file that begins with a segment of this Exif data.
  private static func jpeg(_ exif: [UInt8]) throws -> [UInt8] {
    let image = Image(
      width: 3, height: 2, channels: 3, pixels: (0..<18).map { UInt8(12 * $0) })
    let bytes = try ImageFile.jpeg(image)
    let contents = Array("Exif\0\0".utf8) + exif
    let size = contents.count + 2
    return [0xFF, 0xD8, 0xFF, 0xE1, UInt8(size >> 8), UInt8(size & 255)] + contents + bytes[2...]
  }

  private func orientation(_ bytes: [UInt8]) -> ImageOrientation {
    bytes.withUnsafeBufferPointer { ImageOrientation(ofFile: $0) }
  }

  @Test(arguments: [true, false]) func bothOrdersOfBytes(_ isLittle: Bool) throws {
    for wanted in ImageOrientation.allCases {
      for type: UInt8 in [1, 3, 4] {
        let exif = Self.exif(UInt8(wanted.rawValue), isLittle: isLittle, type: type)
        let file = try Self.jpeg(exif)
        #expect(orientation(file) == wanted, "\(wanted) of type \(type)")
        let shape = try ImageFile.decode(file, name: "a.jpg").shape
        #expect(shape == (wanted.swapsSides ? [3, 2, 3] : [2, 3, 3]))
      }
    }
  }

  @Test func whatIsNoOrientationIsUpright() throws {
    for exif in [
      Self.exif(0), Self.exif(9), Self.exif(6, type: 2), [], Array("II*\0".utf8),
      // The directory lies beyond the end, or claims more entries than there are bytes.
      Array("II*\0".utf8) + [0xFF, 0xFF, 0xFF, 0xFF],
      Array("II*\0".utf8) + [8, 0, 0, 0, 0xFF, 0xFF],
    ] {
      #expect(try orientation(Self.jpeg(exif)) == .upright, "\(exif)")
    }
    #expect(orientation([]) == .upright && orientation([0xFF, 0xD8, 0xFF]) == .upright)
    // A segment that claims more bytes than the file has.
    #expect(orientation([0xFF, 0xD8, 0xFF, 0xE1, 0xFF, 0xFF, 1, 2]) == .upright)
  }

  /// Every damaged copy has some orientation, and none reads beyond the file.
  @Test func damage() throws {
    let pixels = (0..<12).map { UInt8(20 * $0) }
    let png = try ImageFile.png(Image(width: 2, height: 2, channels: 3, pixels: pixels))
    for bytes in [try Self.jpeg(Self.exif(6)), try Self.jpeg(Self.exif(8, isLittle: false)), png] {
      for count in 0...bytes.count { _ = orientation(Array(bytes.prefix(count))) }
      var fuzz = Fuzz(bytes)
      fuzz.mutations(count: 5000, onlyFirst: 48) { _ = orientation($0) }
      fuzz.mutations(count: 5000) { _ = orientation($0) }
      // The picture is decoded or refused.
      fuzz.mutations(onlyFirst: 48) { _ = try ImageFile.decode($0, name: "a") }
    }
  }
}
