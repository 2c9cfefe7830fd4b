import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusFiles

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

  /// As root the system would let a device be replaced by a file.
  @Test func devicesPipesAndSocketsAreNotReplaced() throws {
    func make(_ name: String, _ body: (String) -> Int32) -> String {
      let path = folder + "/" + name
      _ = body(path)
      return path
    }
    let pipe = make("pipe") { mkfifo($0, 0o644) }
    let socket = make("socket") { path in
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
      let handle = Foundation.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(handle) }
      let size = socklen_t(MemoryLayout<sockaddr_un>.size)
      return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(handle, $0, size) }
      }
    }
    // Behind a link, so that a failing test does not cost the machine its device.
    let device = make("device") { symlink("/dev/null", $0) }
    for (path, kind) in [(pipe, "a pipe"), (socket, "a socket"), (device, "a device")] {
      let error = #expect(throws: FileError.self) { try AtomicFile.write(Data(), to: path) }
      #expect(
        error?.description == "\(path): is \(kind), not a file to replace; choose another path")
      for inside in [path, path + "/checkpoints"] {
        let error = #expect(throws: FileError.self) {
          try AtomicFile.makeFolder(inside, option: "--out")
        }
        #expect(
          error?.problem
            == "cannot make this folder: \(path) is \(kind); choose another with --out")
      }
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names == ["device", "pipe", "socket"])
    #expect(throws: FileError.self) { try AtomicFile.write(Data(), to: folder) }
  }

  @Test func nothingIsMadeAmongDevices() throws {
    let link = folder + "/devices"
    symlink("/dev", link)
    for path in ["/dev/apus-test", link + "/apus-test", "/dev/./apus-test/a", "/dev/pts/../apus-a"]
    {
      let error = #expect(throws: FileError.self) { try AtomicFile.write(Data(), to: path) }
      #expect(error?.problem.contains("among the system's devices") == true, "\(path)")
      let other = #expect(throws: FileError.self) { try AtomicFile.makeFolder(path) }
      #expect(other?.problem.contains("among the system's devices") == true, "\(path)")
    }
    // Memory that users may write to.
    guard access("/dev/shm", W_OK) == 0 else { return }
    let memory = "/dev/shm/apus-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: memory) }
    try AtomicFile.makeFolder(memory)
    try AtomicFile.write(Data("a".utf8), to: memory + "/file")
    #expect(FileManager.default.contents(atPath: memory + "/file") == Data("a".utf8))
  }

  @Test func theErrorNamesTheOptionThatSaysTheFolder() {
    let error = #expect(throws: FileError.self) {
      try AtomicFile.makeFolder("/proc/apus", option: "--plots")
    }
    #expect(error?.problem.hasSuffix("choose another with --plots") == true)
  }
}
