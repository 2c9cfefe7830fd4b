import Foundation

/// A file mapped into memory: the system reads a page when it is first looked at.
///
/// Apus replaces files by renaming (``AtomicFile``), which leaves a mapped one as it was. Another
/// program that cuts a file short while it is mapped stops this process: so it is with every mapped
/// file.
package final class MappedFile: @unchecked Sendable {
  /// Where the file is.
  package let path: String
  /// All of its bytes; valid while this object lives.
  package let bytes: UnsafeRawBufferPointer

  /// Maps the file at `path`.
  ///
  /// - Throws: ``FileError`` where it is missing, not ours to read, or not an ordinary file.
  package init(_ path: String) throws {
    self.path = path
    // Without waiting: a pipe would let nobody in until someone writes to it.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError.system(path, "read") }
    defer { close(descriptor) }
    bytes = try MappedFile.map(descriptor, path)
  }

  /// Maps the file that `descriptor` is open on; it may be closed then. Errors call the file
  /// `path`.
  ///
  /// - Throws: ``FileError`` where it is not an ordinary file, or cannot be mapped.
  package init(descriptor: Int32, path: String) throws {
    self.path = path
    bytes = try MappedFile.map(descriptor, path)
  }

  private static func map(_ descriptor: Int32, _ path: String) throws -> UnsafeRawBufferPointer {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError.system(path, "read") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(path, "is not an ordinary file; name a file")
    }
    guard status.st_size > 0 else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    let count = Int(status.st_size)
    // Private, so that nothing written here could reach the file.
    guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
      start != MAP_FAILED
    else { throw FileError.system(path, "read") }
    return UnsafeRawBufferPointer(start: start, count: count)
  }

  deinit {
    guard let start = bytes.baseAddress else { return }
    munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
  }
}
