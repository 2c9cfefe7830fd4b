import ApusData
import ApusFiles
import Foundation

/// A file that one process holds at a time. The system releases it when the process ends, however
/// it ends.
package final class FileLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock on `file`, which is made where it is missing; nil where another holds it for
  /// longer than `patience`.
  ///
  /// - Throws: ``FileError`` where the file cannot be opened.
  package init?(_ file: String, patience: Duration) throws {
    let opened = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard opened >= 0 else {
      throw FileError(file, "cannot be locked; check that its folder is writable")
    }
    let began = ContinuousClock.now
    while flock(opened, LOCK_EX | LOCK_NB) != 0 {
      guard began.duration(to: .now) < patience else {
        close(opened)
        return nil
      }
      usleep(2000)
    }
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// Whether some process holds the lock on `file`. To find out it is taken for a moment, so
  /// whoever takes one needs a little patience.
  static func isHeld(_ file: String) -> Bool {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0
  }
}
