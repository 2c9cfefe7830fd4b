import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusFiles

struct ByteSourceTests {
  /// Gives bytes in small pieces, and claims that more may come than do.
  private final class Dribble: ByteSource {
    let name = "dribble"
    let mostBytesLeft = Int.max
    let likelyBytesLeft = 0
    private var left: Int

    init(_ count: Int) { left = count }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
      let count = min(left, min(buffer.count, 1000))
      for at in 0..<count { buffer[at] = UInt8(truncatingIfNeeded: left - at) }
      left -= count
      return count
    }
  }

  @Test func readsExactlyWhatIsAskedFor() throws {
    let source = Dribble(300_000)
    #expect(try source.readBytes(200_000, of: "numbers").count == 200_000)
    let rest = try source.readToEnd(limit: 100_000)
    #expect(rest.count == 100_000)
    #expect(rest.last == 1)
  }

  @Test func claimsCostNothing() {
    #expect(throws: DataError.self) { try Dribble(1000).readBytes(1 << 50, of: "claims") }
    let source = MemorySource([1, 2, 3], name: "three")
    #expect(throws: DataError.self) { try source.readBytes(Int.max, of: "claims") }
  }

  @Test func refusesMoreThanTheLimit() {
    #expect(throws: DataError.self) { try Dribble(1001).readToEnd(limit: 1000) }
  }

  @Test func filesAreReadWhole() throws {
    let folder = TemporaryFolder()
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let path = try folder.write(bytes, to: "file")
    let source = try FileSource(path)
    #expect(source.mostBytesLeft == 100_000)
    #expect(try source.readToEnd(limit: .max) == bytes)
    #expect(source.mostBytesLeft == 0)
  }

  @Test func missingFilesAndFoldersAreErrorsThatNameThem() throws {
    let folder = TemporaryFolder()
    let missing = #expect(throws: DataError.self) { try FileSource(folder.path + "/none") }
    #expect(missing?.reason == .missing)
    #expect(missing?.description.contains("/none") == true)
    let wrong = #expect(throws: DataError.self) { try FileSource(folder.path) }
    #expect(wrong?.reason == .foreign)
  }

  @Test func errorsAreOneLine() {
    let error = DataError(.corrupt, "a\nb\u{1B}[31m", "bad", advice: "do it again")
    #expect(error.description == "a b [31m: bad; do it again")
    let long = DataError(.corrupt, String(repeating: "x", count: 5000), "bad", advice: "again")
    #expect(long.description.count < 300)
  }
}
