import ApusFiles
import ApusTestSupport
import Testing

@testable import ApusData

struct IDXFileTests {
  static func file(_ type: UInt8, _ shape: [Int], _ elements: [UInt8]) -> [UInt8] {
    var file: [UInt8] = [0, 0, type, UInt8(shape.count)]
    for size in shape {
      for shift in [24, 16, 8, 0] { file.append(UInt8(size >> shift & 255)) }
    }
    return file + elements
  }

  static func read(_ bytes: [UInt8]) throws -> IDXFile {
    try IDXFile(MemorySource(bytes, name: "test-idx"))
  }

  @Test func bytes() throws {
    let file = try IDXFileTests.read(IDXFileTests.file(8, [2, 1, 3], [1, 2, 3, 4, 5, 255]))
    #expect(file.elementType == .uint8)
    #expect(file.shape == [2, 1, 3])
    #expect(file.bytes == [1, 2, 3, 4, 5, 255])
    #expect(file.floats == [1, 2, 3, 4, 5, 255])
  }

  private struct Example: Sendable {
    let type: UInt8
    let elements: [UInt8]
    let values: [Float]
  }

  private static let examples = [
    Example(type: 0x09, elements: [0xFF, 0x02], values: [-1, 2]),
    Example(type: 0x0B, elements: [0xFF, 0xFE, 0x01, 0x00], values: [-2, 256]),
    Example(type: 0x0C, elements: [0xFF, 0xFF, 0xFF, 0xFD, 0, 1, 0, 0], values: [-3, 65_536]),
    Example(type: 0x0D, elements: [0x3F, 0x80, 0, 0, 0xC0, 0x20, 0, 0], values: [1, -2.5]),
    Example(
      type: 0x0E, elements: [0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xC0, 0x04, 0, 0, 0, 0, 0, 0],
      values: [1, -2.5]),
  ]

  @Test(arguments: IDXFileTests.examples.indices)
  func otherTypes(index: Int) throws {
    let example = IDXFileTests.examples[index]
    let bytes = IDXFileTests.file(example.type, [2], example.elements)
    #expect(try IDXFileTests.read(bytes).floats == example.values)
  }

  @Test func headersThatClaimTooMuch() {
    let most = 0xFFFF_FFFF
    for shape in [[0x7FFF_FFFF, 28, 28], [60_000, 28, 28], [most, most, most]] {
      #expect(throws: DataError.self) {
        try IDXFileTests.read(IDXFileTests.file(8, shape, [UInt8](repeating: 0, count: 784)))
      }
      let compressed = MadeGzip.member(
        IDXFileTests.file(8, shape, [UInt8](repeating: 0, count: 784)))
      #expect(throws: DataError.self) {
        try IDXFile(GzipFile(MemorySource(compressed, name: "test-idx.gz")))
      }
    }
  }

  @Test func moreThanTheHeaderSays() {
    #expect(throws: DataError.self) {
      try IDXFileTests.read(IDXFileTests.file(8, [2], [1, 2, 3]))
    }
  }

  @Test func otherThings() {
    for bytes in [[], [0, 0, 8], [UInt8](repeating: 0, count: 4096), [0, 0, 7, 1, 0, 0, 0, 0]] {
      let error = #expect(throws: DataError.self) { try IDXFileTests.read(bytes) }
      #expect(error?.reason == .foreign)
    }
  }

  @Test func damage() {
    var fuzz = Fuzz(IDXFileTests.file(8, [10, 28, 28], [UInt8](repeating: 9, count: 7840)))
    fuzz.truncations { _ = try IDXFileTests.read($0) }
    fuzz.mutations { _ = try IDXFileTests.read($0) }
    fuzz.mutations(onlyFirst: 16) { _ = try IDXFileTests.read($0) }
  }
}
