import Foundation

/// What may lie at a path to which a file or a folder is to be written.
///
/// The system lets root replace a device by a file, and whoever names a pipe or a socket would lose
/// it: both are refused whoever asks, and so is anything new among the system's devices. Their
/// memory file system, /dev/shm, is for users.
package enum WritablePlace {
  /// Throws where a file at `path` would replace what is not a file.
  ///
  /// - Throws: ``FileError`` that says what is there.
  package static func checkFile(_ path: String) throws {
    if let kind = kind(of: path), kind != file {
      throw FileError(path, "is \(kind), not a file to replace; choose another path")
    }
    if isAmongDevices(path) {
      throw FileError(path, "is among the system's devices; choose another path")
    }
  }

  /// Why no folder can be made at `path`: what lies there or above it; nil where nothing is in the
  /// way.
  package static func obstacle(toFolder path: String) -> String? {
    var place = plainPath(path, from: FileManager.default.currentDirectoryPath)
    while place != "/" {
      if let kind = kind(of: place) {
        if kind != folder { return "\(place) is \(kind)" }
        break
      }
      place = parentFolder(of: place)
    }
    let isThere = kind(of: path) == folder
    return !isThere && isAmongDevices(path) ? "it is among the system's devices" : nil
  }

  private static let file = "a file"
  private static let folder = "a folder"

  /// What is at `path`, behind links; nil where nothing is.
  private static func kind(of path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return file
    case S_IFDIR: return folder
    case S_IFIFO: return "a pipe"
    case S_IFSOCK: return "a socket"
    default: return "a device"
    }
  }

  /// Whether what is written to `path` would be in /dev, wherever links lead.
  private static func isAmongDevices(_ path: String) -> Bool {
    var place = parentFolder(of: plainPath(path, from: FileManager.default.currentDirectoryPath))
    while place != "/" {
      if let found = realpath(place, nil) {
        defer { free(found) }
        place = String(cString: found)
        break
      }
      place = parentFolder(of: place)
    }
    return (place + "/").hasPrefix("/dev/") && !(place + "/").hasPrefix("/dev/shm/")
  }
}
