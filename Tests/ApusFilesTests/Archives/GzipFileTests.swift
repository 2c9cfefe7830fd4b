import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusFiles

struct GzipFileTests {
  static func read(_ bytes: [UInt8]) throws -> [UInt8] {
    try GzipFile(MemorySource(bytes, name: "test.gz")).readToEnd(limit: 1 << 22)
  }

  private let text = (0..<5000).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }

  @Test(arguments: [0, 1, 5000, 65_535, 65_536, 200_000])
  func roundTrip(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    #expect(try GzipFileTests.read(MadeGzip.member(bytes)) == bytes)
  }

  @Test func severalMembersAreOneAndZerosPad() throws {
    let file = MadeGzip.member([1, 2]) + MadeGzip.member([]) + MadeGzip.member([3])
    #expect(try GzipFileTests.read(file) == [1, 2, 3])
    #expect(try GzipFileTests.read(file + [UInt8](repeating: 0, count: 70_000)) == [1, 2, 3])
  }

  @Test func otherThingsAreNotGzip() {
    for bytes in [[UInt8]("hello".utf8), [0x1f], [], MadeGzip.member([1]) + [9]] {
      #expect(throws: DataError.self) { try GzipFileTests.read(bytes) }
    }
    let error = #expect(throws: DataError.self) { try GzipFileTests.read([UInt8]("hello".utf8)) }
    #expect(error?.reason == .foreign)
  }

  @Test func checksumAndLengthAreVerified() {
    let file = MadeGzip.member(text)
    for at in 1...8 {
      var wrong = file
      wrong[file.count - at] ^= 1
      #expect(throws: DataError.self) { try GzipFileTests.read(wrong) }
    }
  }

  @Test func damage() {
    var fuzz = Fuzz(MadeGzip.member(text))
    fuzz.truncations { _ = try GzipFileTests.read($0) }
    let failures = fuzz.mutations { _ = try GzipFileTests.read($0) }
    // A changed time or system in the header is no damage.
    #expect(failures > 1900)
  }

  @Test func realCompression() throws {
    let folder = TemporaryFolder()
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: ($0 / 10) ^ ($0 / 1000)) }
    let path = try folder.write(bytes, to: "plain")
    _ = try Command(["gzip", "-k", path]).finish()
    #expect(try FileSource.openDecompressed(path + ".gz").readToEnd(limit: 1 << 20) == bytes)
    #expect(try FileSource.openDecompressed(path).readToEnd(limit: 1 << 20) == bytes)
    let compressed = try FileSource(path + ".gz").readToEnd(limit: 1 << 20)
    var fuzz = Fuzz(compressed)
    fuzz.truncations { _ = try GzipFileTests.read($0) }
    fuzz.mutations(count: 500) { _ = try GzipFileTests.read($0) }
  }

  @Test func bombsStopAtTheLimit() throws {
    let folder = TemporaryFolder()
    let path = try folder.write([UInt8](repeating: 0, count: 20 << 20), to: "zeros")
    _ = try Command(["gzip", "-9", path]).finish()
    #expect(throws: DataError.self) { try GzipFile(path: path + ".gz").readToEnd(limit: 1 << 20) }
    #expect(throws: DataError.self) {
      try GzipFile(path: path + ".gz").readBytes(1 << 40, of: "claims")
    }
  }
}
