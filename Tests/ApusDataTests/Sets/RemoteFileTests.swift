import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

struct RemoteFileTests {
  @Test func checksums() throws {
    let folder = TemporaryFolder()
    let path = try folder.write([UInt8]("abc".utf8), to: "abc")
    // FIPS 180-2, appendix B.1.
    #expect(
      try RemoteFile.checksum(of: path)
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(throws: DataError.self) { try RemoteFile.checksum(of: path + "none") }
  }

  @Test func failuresLeaveNothingBehindAndSayWhatToDo() throws {
    let folder = TemporaryFolder()
    // No server listens there.
    let file = RemoteFile(
      name: "x.gz", addresses: ["https://localhost:9/x.gz", "http://localhost:9/x.gz"],
      byteCount: 3, sha256: "")
    let error = #expect(throws: DataError.self) {
      try file.fetch(into: folder.path + "/new", progress: { _, _, _ in })
    }
    #expect(error?.reason == .download)
    #expect(error?.description.contains(folder.path) == true)
    #expect(error?.description.contains("\n") == false)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new").isEmpty)
  }

  @Test func foldersThatCannotBeMade() {
    let file = RemoteFile(name: "x", addresses: [], byteCount: 3, sha256: "")
    let error = #expect(throws: DataError.self) {
      try file.fetch(into: "/proc/apus", progress: { _, _, _ in })
    }
    #expect(error?.reason == .inaccessible)
  }
}
