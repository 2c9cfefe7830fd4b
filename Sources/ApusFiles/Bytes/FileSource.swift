import Foundation

/// The bytes of a file on disk.
package final class FileSource: ByteSource {
  package let name: String
  package private(set) var mostBytesLeft: Int
  package var likelyBytesLeft: Int { mostBytesLeft == .max ? 0 : mostBytesLeft }
  private let descriptor: Int32

  /// Opens the file at `path`.
  ///
  /// - Throws: ``DataError`` where it is missing, a folder, or not ours to read.
  package convenience init(_ path: String) throws {
    try self.init(opening: path, name: path)
  }

  /// Opens the file at `path`, which may be no text, and calls it `name` in errors.
  package init(opening path: UnsafePointer<CChar>, name: String) throws {
    self.name = name
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    // Of no use to a class that is half made: the fields below must be set before `deinit` may run.
    mostBytesLeft = .max
    guard descriptor >= 0 else { throw FileSource.openingError(name, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileSource.openingError(name, errno) }
    if status.st_mode & S_IFMT == S_IFDIR { throw FileSource.openingError(name, EISDIR) }
    if status.st_mode & S_IFMT == S_IFREG { mostBytesLeft = Int(status.st_size) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let start = buffer.baseAddress else { return 0 }
    while true {
      let count = Foundation.read(descriptor, start, buffer.count)
      if count >= 0 {
        if mostBytesLeft != .max { mostBytesLeft = max(0, mostBytesLeft - count) }
        return count
      }
      if errno != EINTR {
        throw DataError(
          .inaccessible, name, "reading failed: \(String(cString: strerror(errno)))",
          advice: "check the disk")
      }
    }
  }

  /// The last `count` bytes of an ordinary file, or all; what is read next stays the same.
  package func readLast(_ count: Int) throws -> [UInt8] {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileSource.openingError(name, errno) }
    let wanted = min(count, Int(status.st_size))
    return [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, wanted, status.st_size - off_t(wanted)))
    }
  }

  private static func openingError(_ path: String, _ code: Int32) -> DataError {
    switch code {
    case ENOENT, ENOTDIR:
      DataError(.missing, path, "no such file", advice: "check the path")
    case EISDIR:
      DataError(.foreign, path, "expected a file, found a folder", advice: "name a file in it")
    default:
      DataError(
        .inaccessible, path, "cannot be opened: \(String(cString: strerror(code)))",
        advice: "check its permissions")
    }
  }
}
