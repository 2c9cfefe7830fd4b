import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

@Suite struct AtomicFileTests {
  private let place = TemporaryFolder()
  private var folder: String { place.path }

  @Test func replacesTheWholeFile() throws {
    try AtomicFile.makeFolder(folder + "/a/b")
    let path = folder + "/a/b/file"
    try AtomicFile.write(Data(repeating: 1, count: 200_000), to: path)
    try AtomicFile.write(Data("short".utf8), to: path)
    #expect(FileManager.default.contents(atPath: path) == Data("short".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/a/b") == ["file"])
  }

  @Test func anErrorWhileWritingLeavesTheOldFile() throws {
    struct Stop: Error {}
    let path = folder + "/file"
    try AtomicFile.write(Data("old".utf8), to: path)
    #expect(throws: Stop.self) {
      try AtomicFile.write(to: path) { writer in
        try Data(repeating: 2, count: 100_000).withUnsafeBytes { try writer.append($0) }
        throw Stop()
      }
    }
    #expect(FileManager.default.contents(atPath: path) == Data("old".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
  }

  @Test func placesThatCannotBeWrittenAreErrors() {
    #expect(throws: FileError.self) { try AtomicFile.write(Data(count: 10), to: "/proc/apus/file") }
    let error = #expect(throws: FileError.self) { try AtomicFile.makeFolder("/proc/apus") }
    #expect(error?.problem.contains("--") == false)
  }

  @Test func theErrorNamesTheOptionThatSaysTheFolder() {
    let error = #expect(throws: FileError.self) {
      try AtomicFile.makeFolder("/proc/apus", option: "--plots")
    }
    #expect(error?.problem.hasSuffix("choose another with --plots") == true)
  }
}
