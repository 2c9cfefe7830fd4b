import Foundation

/// Why a file could not be read or written: one line that names the file, what is wrong and what to
/// do.
public struct FileError: Error, CustomStringConvertible, LocalizedError, Sendable, Equatable {
  /// The file.
  public let path: String
  /// What is wrong, and what to do.
  public let problem: String

  /// An error about the file at `path`.
  public init(_ path: String, _ problem: String) {
    self.path = path
    self.problem = problem
  }

  /// The file and the problem, on one line.
  public var description: String { "\(path): \(problem)" }
  /// The same line, for Foundation.
  public var errorDescription: String? { description }

  /// The error that the last failed system call on `path` left behind.
  package static func system(_ path: String, _ doing: String) -> FileError {
    let code = errno
    let hint: String
    switch code {
    case ENOSPC, EDQUOT: hint = "; free some space and try again"
    case EFBIG: hint = "; raise the limit on the size of files (ulimit -f)"
    case EACCES, EPERM, EROFS: hint = "; choose a place that you may write to"
    case ENOENT: hint = "; check the path"
    default: hint = ""
    }
    return FileError(path, "cannot \(doing): \(String(cString: strerror(code)))\(hint)")
  }
}
