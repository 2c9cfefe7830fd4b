import ApusData
import ApusFiles
import Foundation

/// The plain list of folders in which programs of the user have trained: a line each, which
/// `apus runs` takes into its index. So a library's `fit` needs no database.
package struct RunLedger {
  /// The list's file.
  package let path: String

  /// The list in the folder `home`.
  package init(home: String) { path = home + "/runs.journal" }

  /// The user's list, beside the user's index.
  package static var user: RunLedger { RunLedger(home: home) }

  /// The folder of what is the user's: `$APUS_HOME`, else `$XDG_DATA_HOME/apus`, else
  /// `~/.local/share/apus`.
  package static var home: String { home(ProcessInfo.processInfo.environment) }

  package static func home(_ environment: [String: String]) -> String {
    func value(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    if let home = value("APUS_HOME") { return home }
    if let data = value("XDG_DATA_HOME") { return data + "/apus" }
    let home = value("HOME") ?? FileManager.default.homeDirectoryForCurrentUser.path
    return home + "/.local/share/apus"
  }

  /// Adds a run's folder. A list that cannot be written costs the run its place in listings, and
  /// nothing else.
  package func add(_ folder: String) {
    try? AtomicFile.makeFolder(parentFolder(of: path))
    let line = Array((folder + "\n").utf8)
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { return }
    defer { close(file) }
    // One write of one line: several processes may add at once.
    _ = line.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
  }

  /// The folders in the list, each once.
  package var folders: [String] {
    let data = FileManager.default.contents(atPath: path) ?? Data()
    var seen: Set<String> = []
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix("/") && seen.insert($0).inserted }
  }

  /// Empties the list once its folders are in an index.
  package func clear() { unlink(path) }
}
