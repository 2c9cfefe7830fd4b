import ApusTestSupport
import Foundation
import Testing

@testable import ApusFiles

/// Bytes that are kept in a file without a name.
@Suite struct SpoolFileTests {
  @Test func whatWasWrittenIsMapped() throws {
    let pieces: [[UInt8]] = [[1, 2, 3], [], [UInt8](repeating: 7, count: 100_000), [9]]
    var spool: SpoolFile? = try SpoolFile(for: "photos.tar.gz")
    for piece in pieces { try spool?.append(piece) }
    let mapped = try #require(try spool?.mapped())
    // The bytes outlive the file's last descriptor.
    spool = nil
    #expect(mapped.bytes.elementsEqual(pieces.joined()))
    #expect(mapped.path == "photos.tar.gz")
  }

  @Test func anEmptyOneHasNoBytes() throws {
    #expect(try SpoolFile(for: "a").mapped().bytes.isEmpty)
  }

  @Test func nothingIsLeftInTheFolder() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let spool = try SpoolFile(for: "a")
    try spool.append([1])
    let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
      .compactMap {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
      }
    let own = descriptors.filter { $0.hasPrefix(folder + "/apus-") && $0.hasSuffix(" (deleted)") }
    #expect(!own.isEmpty)
    withExtendedLifetime(spool) {}
  }

  @Test func aFullDiskIsSaid() async {
    await #expect(processExitsWith: .success) {
      // Files of this process may have no bytes: as a disk that is full.
      signal(SIGXFSZ, SIG_IGN)
      var none = rlimit(rlim_cur: 0, rlim_max: 0)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &none)
      do {
        try SpoolFile(for: "photos.tar.gz").append([1])
        exit(1)
      } catch {
        let text = "\(error)"
        exit(text.contains("photos.tar.gz: its images do not fit into") ? 0 : 2)
      }
    }
  }
}
