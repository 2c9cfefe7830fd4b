import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusFiles

struct TarArchiveTests {
  /// Everything in an archive, in order.
  static func read(_ bytes: [UInt8]) throws -> [(path: String, contents: [UInt8])] {
    let archive = TarArchive(MemorySource(bytes, name: "test.tar"))
    var entries: [(path: String, contents: [UInt8])] = []
    while let entry = try archive.next() {
      if entry.isFile { entries.append((entry.path, try archive.readContents())) }
    }
    return entries
  }

  private let hundreds = (0..<700).map { UInt8(truncatingIfNeeded: $0) }

  @Test func entriesComeInOrderAndFoldersAreNoFiles() throws {
    let bytes =
      MadeTar.entry("a/", [], kind: "5") + MadeTar.entry("a/one", hundreds)
      + MadeTar.entry("a/none", []) + MadeTar.entry("a/two", [1, 2])
      + MadeTar.end
    let entries = try TarArchiveTests.read(bytes)
    #expect(entries.map(\.path) == ["a/one", "a/none", "a/two"])
    #expect(entries.map(\.contents) == [hundreds, [], [1, 2]])
  }

  @Test func unreadContentsArePassedOver() throws {
    let bytes =
      MadeTar.entry("one", hundreds) + MadeTar.entry("two", [7])
      + MadeTar.end
    let archive = TarArchive(MemorySource(bytes, name: "test.tar"))
    #expect(try archive.next()?.size == 700)
    #expect(try archive.next()?.path == "two")
    #expect(try archive.readContents() == [7])
    #expect(try archive.next() == nil)
    #expect(try archive.next() == nil)
  }

  @Test func longNames() throws {
    let long = String(repeating: "folder/", count: 40) + "file"
    let record = " path=\(long)\n"
    let length = record.utf8.count + 3
    let bytes =
      MadeTar.entry("x", [UInt8]("\(length)\(record)".utf8), kind: "x")
      + MadeTar.entry("short", [1])
      + MadeTar.entry("././@LongLink", [UInt8](long.utf8) + [0], kind: "L")
      + MadeTar.entry("short", [2]) + MadeTar.entry("plain", [3])
      + MadeTar.end
    let entries = try TarArchiveTests.read(bytes)
    #expect(entries.map(\.path) == [long, long, "plain"])
    #expect(entries.map(\.contents) == [[1], [2], [3]])
  }

  @Test(arguments: ["ustar", "pax", "gnu", "v7"])
  func archivesOfTheSystem(format: String) throws {
    let folder = TemporaryFolder()
    let deep = format == "v7" ? "x" : String(repeating: "deep-folder/", count: 15) + "x"
    try folder.write(hundreds, to: "in/\(deep)")
    try folder.write([5], to: "in/y")
    for name in ["out.tar", "out.tar.gz"] {
      let option = name.hasSuffix("gz") ? "-czf" : "-cf"
      let made = try Command([
        "tar", "-C", folder.path, "--format=\(format)", "--sort=name", option,
        "\(folder.path)/\(name)", "in",
      ]).finish()
      try #require(made.status == 0, "\(made.errors)")
      let archive = try TarArchive(path: "\(folder.path)/\(name)")
      var found: [String: [UInt8]] = [:]
      while let entry = try archive.next() {
        if entry.isFile { found[entry.path] = try archive.readContents() }
      }
      #expect(found == ["in/\(deep)": hundreds, "in/y": [5]])
    }
  }

  @Test func sizesAreChecked() {
    var huge = MadeTar.entry("x", hundreds) + MadeTar.end
    // 2^60 in GNU's binary form, with the checksum made to fit.
    for at in 124..<136 { huge[at] = 0 }
    huge[124] = 0x80
    huge[128] = 0x10
    for at in 148..<156 { huge[at] = 32 }
    let sum = huge[..<512].reduce(0) { $0 + Int($1) }
    for (index, byte) in (String(sum, radix: 8) + "\u{0}").utf8.enumerated() {
      huge[148 + index] = byte
    }
    #expect(throws: DataError.self) { try TarArchiveTests.read(huge) }
    let archive = TarArchive(
      MemorySource(MadeTar.entry("x", hundreds) + MadeTar.end, name: "x"))
    #expect(throws: DataError.self) {
      _ = try archive.next()
      _ = try archive.readContents(limit: 100)
    }
  }

  @Test func otherThingsAreNoArchives() {
    #expect(throws: DataError.self) { try TarArchiveTests.read([UInt8]("hello".utf8)) }
    let text = [UInt8](repeating: 65, count: 2048)
    let error = #expect(throws: DataError.self) { try TarArchiveTests.read(text) }
    #expect(error?.reason == .foreign)
  }

  @Test func damage() {
    let bytes =
      MadeTar.entry("a/one", hundreds)
      + MadeTar.entry("b", [UInt8]("8 a=bcd\n".utf8), kind: "x")
      + MadeTar.entry("a/two", [1, 2]) + MadeTar.end
    var fuzz = Fuzz(MadeTar.entry("a/one", hundreds) + MadeTar.end)
    // The last two blocks are zeros, of which one is enough.
    Fuzz(MadeTar.entry("a/one", hundreds)).truncations { _ = try TarArchiveTests.read($0) }
    fuzz.mutations { _ = try TarArchiveTests.read($0) }
    fuzz = Fuzz(bytes)
    fuzz.mutations { _ = try TarArchiveTests.read($0) }
  }
}
