import ApusFiles
import ApusTestSupport
import Testing

@testable import ApusData

struct CIFARFileTests {
  /// A record whose red, green and blue planes count up from `start`, a third of the way apart.
  static func record(_ label: UInt8, start: Int = 0) -> [UInt8] {
    let pixels: [UInt8] = (0..<3072).map { at in
      UInt8(truncatingIfNeeded: start + at % 1024 + 85 * (at / 1024))
    }
    return [label] + pixels
  }

  static func read(_ bytes: [UInt8]) throws -> CIFARFile {
    try CIFARFile(MemorySource(bytes, name: "test.bin"))
  }

  @Test func planesBecomePixels() throws {
    let records = CIFARFileTests.record(3) + CIFARFileTests.record(9, start: 5)
    let file = try CIFARFileTests.read(records)
    #expect(file.labels == [3, 9])
    #expect(file.pixels.count == 2 * 3072)
    #expect(Array(file.pixels[0..<6]) == [0, 85, 170, 1, 86, 171])
    #expect(Array(file.pixels[3072..<3075]) == [5, 90, 175])
  }

  @Test func wrongLabelsAndSizes() {
    #expect(throws: DataError.self) { try CIFARFileTests.read(CIFARFileTests.record(10)) }
    #expect(throws: DataError.self) { try CIFARFileTests.read([]) }
    #expect(throws: DataError.self) { try CIFARFileTests.read(CIFARFileTests.record(1) + [0]) }
  }

  @Test func damage() {
    var fuzz = Fuzz((0..<3).flatMap { CIFARFileTests.record(UInt8($0)) })
    fuzz.truncations { _ = try CIFARFileTests.read($0) }
    fuzz.mutations { _ = try CIFARFileTests.read($0) }
  }
}
