import ApusData
import ApusFiles
import ApusTraining
import Foundation

// A tag is an empty file in the folder `tags`: each change is one call of the system, so several
// processes may make some at once, and a folder that is copied keeps its tags.
extension RunFolder {
  /// The names that its owner gave the run, sorted.
  public func tags() -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: tagsFolder)) ?? [])
      .filter(Self.isTag).sorted()
  }

  /// Gives the run a tag; it may have it already.
  ///
  /// - Throws: ``TrainingError`` for a name that no tag can have, ``FileError`` where it cannot be
  ///   written.
  public func add(tag: String) throws {
    guard Self.isTag(tag) else {
      throw TrainingError(
        """
        '\(tag)' is no tag: expected 1 to 64 letters, digits or any of . _ - +, a letter or digit \
        first
        """
      )
    }
    try AtomicFile.makeFolder(tagsFolder)
    let file = open(tagsFolder + "/" + tag, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else {
      throw FileError(tagsFolder, "cannot be written: \(String(cString: strerror(errno)))")
    }
    close(file)
  }

  /// Takes a tag from the run.
  ///
  /// - Throws: ``TrainingError`` where it has no such tag, ``FileError`` where it cannot be
  ///   removed.
  public func remove(tag: String) throws {
    guard tags().contains(tag) else {
      let others = tags().joined(separator: ", ")
      throw TrainingError(
        "\(path) has no tag '\(tag)'\(others.isEmpty ? "" : "; it has \(others)")")
    }
    guard unlink(tagsFolder + "/" + tag) == 0 || errno == ENOENT else {
      throw FileError(tagsFolder, "cannot be written: \(String(cString: strerror(errno)))")
    }
    rmdir(tagsFolder)  // Where it was the last.
  }

  /// Whether this may be a tag: it must be a file's name and a word in a shell.
  private static func isTag(_ name: String) -> Bool {
    guard let first = name.first, first.isLetter || first.isNumber, name.utf8.count <= 64 else {
      return false
    }
    return name.allSatisfy { $0.isLetter || $0.isNumber || "._-+".contains($0) }
  }
}
