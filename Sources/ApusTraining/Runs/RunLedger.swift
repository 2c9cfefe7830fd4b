import ApusData
import Foundation

/// The plain list of folders in which programs of the user have trained: a line each, which `apus runs` takes into its
/// index. So a library's `fit` needs no database.
struct RunLedger {
  /// The list's file.
  let path: String

  /// The list in the folder `home`.
  init(home: String) { path = home + "/runs.journal" }

  /// The user's list, beside the user's index.
  static var user: RunLedger {
    RunLedger(home: RunIndex.home(ProcessInfo.processInfo.environment))
  }

  /// Adds a run's folder. A list that cannot be written costs the run its place in listings, and nothing else.
  func add(_ folder: String) {
    try? AtomicFile.makeFolder(parentFolder(of: path))
    let line = Array((folder + "\n").utf8)
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { return }
    defer { close(file) }
    // One write of one line: several processes may add at once.
    _ = line.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
  }

  /// The folders in the list, each once.
  var folders: [String] {
    let data = FileManager.default.contents(atPath: path) ?? Data()
    var seen: Set<String> = []
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix("/") && seen.insert($0).inserted }
  }

  /// Empties the list once its folders are in an index.
  func clear() { unlink(path) }
}
