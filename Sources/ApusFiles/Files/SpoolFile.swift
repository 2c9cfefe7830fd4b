import Foundation

/// Bytes of an archive that are too many for memory, in a file without a name: the system removes
/// it with its last user, however the process ends.
package final class SpoolFile {
  /// The archive that the bytes come from, as errors and ``MappedFile/path`` call it.
  package let archive: String
  private let descriptor: Int32
  private let folder: String

  /// An empty file in the folder for temporary files, for bytes of the archive at `archive`.
  ///
  /// - Throws: ``DataError`` where it cannot be made.
  package init(for archive: String) throws {
    self.archive = archive
    folder = FileManager.default.temporaryDirectory.path
    var template = Array((folder + "/apus-XXXXXX").utf8CString)
    descriptor = template.withUnsafeMutableBufferPointer { name in
      name.baseAddress.map { mkstemp($0) } ?? -1
    }
    guard descriptor >= 0 else { throw problem() }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = template.withUnsafeBufferPointer { name in name.baseAddress.map { unlink($0) } }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Writes `bytes` at the end.
  ///
  /// - Throws: ``DataError`` where the disk is full.
  package func append(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw problem() }
        rest = rest.dropFirst(count)
      }
    }
  }

  /// All that was written; the file stays as long as the result does.
  ///
  /// - Throws: ``DataError`` where it cannot be mapped.
  package func mapped() throws -> MappedFile {
    do {
      return try MappedFile(descriptor: descriptor, path: archive)
    } catch {
      throw problem()
    }
  }

  private func problem() -> DataError {
    let reason = String(cString: strerror(errno))
    return DataError(
      .inaccessible, archive, "its images do not fit into \(folder): \(reason)",
      advice:
        "free space there, set TMPDIR to another folder, or unpack the archive and name the folder")
  }
}
