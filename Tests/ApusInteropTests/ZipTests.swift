import ApusData
import ApusFiles
import Foundation
import Testing

@testable import ApusInterop

@Suite struct ZipTests {
  private let contents: [(name: String, bytes: [UInt8], compressed: Bool)] = [
    ("plain", Array("some bytes".utf8), false), ("grün/2", Array("and more".utf8), true),
    ("nothing", [], false), ("nothing, deflated", [], true),
    ("long", (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 7) }, true),
  ]

  /// With a limit below every number, all of them are written in 64 bits.
  @Test(arguments: [UInt32.max - 1, 0, 100])
  func entriesComeBackEqual(_ limit: UInt32) throws {
    try withTemporaryFile { path in
      try ZipWriter.write(to: path, limit: limit) { archive in
        for entry in contents {
          try entry.bytes.withUnsafeBytes { bytes in
            let middle = bytes.count / 2
            try archive.append(
              entry.name, compressed: entry.compressed,
              pieces: [
                UnsafeRawBufferPointer(rebasing: bytes[..<middle]),
                UnsafeRawBufferPointer(rebasing: bytes[middle...]),
              ])
          }
        }
      }
      let archive = try ZipReader(path)
      #expect(archive.entries.map(\.name) == contents.map(\.name))
      for (entry, wanted) in zip(archive.entries, contents) {
        #expect(try archive.withBytes(of: entry) { Array($0) } == wanted.bytes, "\(wanted.name)")
      }
    }
  }

  @Test func anEmptyArchiveIsOne() throws {
    try withTemporaryFile { path in
      try ZipWriter.write(to: path) { _ in }
      #expect(try ZipReader(path).entries.isEmpty)
    }
  }

  @Test func damagedFilesThrowAndNeverCrash() throws {
    try withTemporaryFile { path in
      try ZipWriter.write(to: path, limit: 0) { archive in
        for entry in contents.prefix(4) {
          try entry.bytes.withUnsafeBytes {
            try archive.append(entry.name, compressed: entry.compressed, pieces: [$0])
          }
        }
      }
      try expectNoHarm(try #require(FileManager.default.contents(atPath: path))) { path in
        let archive = try ZipReader(path)
        return try archive.entries.reduce(0) { sum, entry in
          try sum + archive.withBytes(of: entry) { $0.count }
        }
      }
    }
  }
}
