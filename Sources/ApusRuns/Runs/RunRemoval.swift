import ApusData
import ApusFiles
import ApusTraining
import Foundation

/// Files that may go, and how much room they take.
public struct Removable: Sendable, Equatable {
  /// The files and folders.
  public private(set) var files: [String] = []
  /// Their bytes.
  public private(set) var bytes: Int64 = 0

  /// Nothing yet.
  public init() {}

  /// Adds a file, or a folder with all that is in it; one that is not there counts for nothing.
  mutating func add(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    files.append(path)
    bytes += Int64(status.st_size)
    guard status.st_mode & S_IFMT == S_IFDIR,
      let inside = FileManager.default.enumerator(atPath: path)
    else { return }
    for case let name as String in inside where lstat(path + "/" + name, &status) == 0 {
      bytes += Int64(status.st_size)
    }
  }

  /// Removes them.
  ///
  /// - Throws: ``FileError`` at the first that cannot be removed.
  public func remove() throws {
    for file in files {
      do {
        try FileManager.default.removeItem(atPath: file)
      } catch {
        // Somebody else was quicker.
        var status = stat()
        guard lstat(file, &status) == 0 else { continue }
        throw FileError(file, "cannot be removed; check the permissions of its folder")
      }
    }
  }
}

extension RunFolder {
  /// Removes what is left over: files that a killed process left half written, segments that no
  /// checkpoint needs and, where `checkpoints` says so, all checkpoints of a finished run but the
  /// newest.
  ///
  /// - Parameter isRehearsal: whether everything stays.
  /// - Returns: what was removed, or would be; nil where a process trains the run.
  /// - Throws: ``FileError`` where the folder cannot be listed or written.
  public func clean(checkpoints old: Bool, isRehearsal: Bool) throws -> Removable? {
    guard !isBeingTrained else { return nil }
    var leftovers = Removable()
    for file in halfWrittenFiles() { leftovers.add(file) }
    var leaving: [String] = []
    if old, try RunSummary(of: self).state == .finished {
      leaving = try checkpoints().dropLast()
      for file in leaving { leftovers.add(file) }
    }
    for file in try unneededSegments(leaving: leaving) { leftovers.add(file) }
    guard !isRehearsal, !leftovers.files.isEmpty else { return leftovers }
    let lock = try lock()
    defer { withExtendedLifetime(lock) {} }
    try leftovers.remove()
    return leftovers
  }

  /// Deletes the run, and its folder where nothing else is in it.
  ///
  /// - Parameter everything: whether files go too that are not the run's own.
  /// - Returns: the names of what stays in the folder; nil where the folder is gone.
  /// - Throws: ``TrainingError`` where a process trains it, ``FileError`` where something cannot be
  ///   removed.
  public func delete(everything: Bool = false) throws -> [String]? {
    let lock = try lock()
    defer { withExtendedLifetime(lock) {} }
    var files = Removable()
    for file in everything ? [path] : contents { files.add(file) }
    try files.remove()
    guard rmdir(path) != 0, FileManager.default.fileExists(atPath: path) else { return nil }
    return try? FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  /// Everything that makes the folder a run. The configuration goes last: while it is there, the
  /// rest is still found.
  private var contents: [String] {
    halfWrittenFiles().filter { parentFolder(of: $0) == path } + ownPlaces
  }
}
