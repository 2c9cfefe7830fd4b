import ApusData
import Foundation

/// A lock on a run folder: two processes that train one run would write over each other's checkpoints.
///
/// The system releases it when the process ends, however it ends.
package final class RunLock {
  private let descriptor: Int32

  init(_ file: String, of run: String) throws {
    descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw FileError(run, "cannot be locked; check that the folder is writable")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw TrainingError("\(run) is being trained by another process; wait for it to end")
    }
  }

  deinit { close(descriptor) }
}
