import ApusCore
import ApusData
import ApusFiles
import Testing

@testable import ApusInterop

/// Arrays from the messages of an object's header.
@Suite struct HDF5ArraysTests {
  /// The elements 1, 2 and 3 of float32, which begin at byte 4 of a file.
  private static let file: [UInt8] =
    [0, 0, 0, 0] + [1, 2, 3 as Float].flatMap { little($0.bitPattern) }
  /// Three elements on one axis.
  private static let three: [UInt8] = [1, 1, 0, 0, 0, 0, 0, 0] + little(UInt64(3))

  /// The message of elements that lie elsewhere in the file.
  private static func elsewhere(_ address: UInt64, _ size: UInt64) -> [UInt8] {
    [3, 1] + little(address, size)
  }
  /// The message of elements that lie in it.
  private static func here(_ bytes: [UInt8]) -> [UInt8] { [3, 0, UInt8(bytes.count), 0] + bytes }

  private func elements(
    _ layout: [UInt8], type: [UInt8] = HDF5Type.message(for: .float32), space: [UInt8] = three,
    texts: [String: [String]] = [:]
  ) throws -> [Double]? {
    try Self.file.withUnsafeBytes { file in
      try layout.withUnsafeBytes { layout in
        try type.withUnsafeBytes { type in
          try space.withUnsafeBytes { space in
            var parts = HDF5Parts(file, path: "file")
            func cursor(_ bytes: UnsafeRawBufferPointer) -> HDF5Cursor {
              HDF5Cursor(bytes, path: "file")
            }
            return try parts.dataset(cursor(layout), cursor(type), cursor(space), texts)
              .tensor()?.doubles
          }
        }
      }
    }
  }

  @Test func elementsLieElsewhereOrInTheHeader() throws {
    #expect(try elements(Self.elsewhere(4, 12)) == [1, 2, 3])
    #expect(try elements(Self.here(Array(Self.file.dropFirst(4)))) == [1, 2, 3])
    // No elements need no place.
    let none: [UInt8] = [1, 1, 0, 0, 0, 0, 0, 0] + little(UInt64(0))
    #expect(try elements(Self.elsewhere(.max, 0), space: none) == [])
  }

  /// HDF5 has no such numbers: they are uint16 with a word beside them.
  @Test func aWordBesideThemMakesThemBFloat16() throws {
    let type: [UInt8] = [0x10, 0, 0, 0, 2, 0, 0, 0, 0, 0, 16, 0]
    let layout = Self.here([0x80, 0x3F, 0, 0x40, 0, 0xC0])
    #expect(try elements(layout, type: type, texts: ["dtype": ["bfloat16"]]) == [1, 2, -2])
    #expect(try elements(layout, type: type) == [0x3F80, 0x4000, 0xC000])
  }

  @Test(
    arguments: [
      (here([UInt8](repeating: 0, count: 11)), "11 bytes, not 12"),
      (elsewhere(5, 12), "beyond its end"), (elsewhere(.max, 12), "never written"),
      ([3, 2], "in chunks"), ([3, 3], "other arrays' parts"), ([2, 1], "version 2"),
    ] as [([UInt8], String)])
  func otherLayoutsAreRefused(_ layout: [UInt8], _ says: String) {
    let error = #expect(throws: FileError.self) { try elements(layout) }
    #expect(error?.problem.contains(says) == true, "\(error?.problem ?? "")")
  }
}
