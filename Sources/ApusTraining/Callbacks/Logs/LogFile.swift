import ApusData
import ApusFiles
import Foundation

/// A file that grows as training goes on. A checkpoint keeps its length; a resumed run cuts off
/// what was written after it, and so writes nothing twice.
final class LogFile {
  private let path: String
  private let descriptor: Int32
  /// Its length in bytes.
  private(set) var length: Int

  /// Opens the file and makes the folders above it.
  ///
  /// - Parameter length: what of an existing file stays; nil keeps all.
  init(_ path: String, keeping length: Int?) throws {
    let folder = parentFolder(of: path)
    if !folder.isEmpty { try AtomicFile.makeFolder(folder) }
    try AtomicFile.check(path)
    descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    self.path = path
    guard descriptor >= 0 else {
      self.length = 0
      throw FileError.system(path, "write")
    }
    let existing = Int(lseek(descriptor, 0, SEEK_END))
    self.length = min(existing, length ?? existing)
    guard ftruncate(descriptor, off_t(self.length)) == 0,
      lseek(descriptor, off_t(self.length), SEEK_SET) >= 0
    else { throw FileError(path, "cannot be cut to what the checkpoint knows; move it away") }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Adds bytes at the end.
  func append(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else {
        throw FileError.system(path, "write")
      }
      rest = rest.dropFirst(written)
      length += written
    }
  }

  /// Waits until all of it is on the disk.
  func sync() throws {
    guard fsync(descriptor) == 0 else { throw FileError.system(path, "write") }
  }
}
