import ApusData
import ApusFiles
import ApusNN
import ApusTraining
import Foundation

/// The runs there are, oldest first: those that an index knows and those found in folders, each as
/// its folder says now.
///
/// What the index has of a run counts as long as the run's files are the same as when it was read;
/// all else is read again and entered. So the index is always right, also after files were copied,
/// edited or deleted.
public struct RunList: Sendable {
  /// The runs.
  public internal(set) var runs: [RunSummary] = []
  /// Why the index cannot be used; nil where it can. Then only runs in the folders are listed.
  public private(set) var indexProblem: FileError?
  /// What is wrong with damaged runs, which are left out.
  public private(set) var problems: [FileError] = []
  /// The folders of runs that the index knows and that are not there any more.
  public private(set) var vanished: [String] = []

  /// Brings `index` up to date, which may be nil, and lists the runs in it and in `folders`, at
  /// most three levels down.
  public init(_ index: RunIndex?, scanning folders: [String] = []) {
    var entries: [RunIndex.Entry] = []
    do {
      entries = try index?.entries() ?? []
    } catch {
      indexProblem = Self.problem(error)
    }
    let known = Set(entries.map(\.path))
    let found = Set(folders.flatMap { Self.runs(below: pathWithoutLinks($0), levels: 3) })
    let ledger = index.map { RunLedger(home: parentFolder(of: $0.path)) }
    let listed = (ledger?.folders ?? []).filter { RunFolder($0).exists }
    let new = found.union(listed).subtracting(known)
    entries += new.sorted().map { RunIndex.Entry(path: $0) }
    var changed: [(run: RunSummary, stamp: String)] = []
    for entry in entries {
      let folder = RunFolder(entry.path)
      guard folder.exists else {
        vanished.append(entry.path)
        continue
      }
      let stamp = folder.stamp
      // Whether a run runs, or still does, its files do not say.
      if let run = entry.run, entry.stamp == stamp, run.state != .running, !folder.isBeingTrained {
        runs.append(run)
        continue
      }
      do {
        let run = try RunSummary(of: folder)
        runs.append(run)
        changed.append((run, stamp))
      } catch {
        problems.append(Self.problem(error))
      }
    }
    do {
      if indexProblem == nil {
        try index?.put(changed)
        if !listed.isEmpty { ledger?.clear() }
      }
    } catch {
      indexProblem = Self.problem(error)
    }
    runs.sort { ($0.created, $0.path) < ($1.created, $1.path) }
  }

  private static func problem(_ error: any Error) -> FileError {
    error as? FileError ?? FileError("the index of runs", "\(error)")
  }

  /// The folders of runs below `folder`, so many levels down; not those inside of runs.
  private static func runs(below folder: String, levels: Int) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted().flatMap { name -> [String] in
      let path = folder == "/" ? "/" + name : folder + "/" + name
      if RunFolder(path).exists { return [pathWithoutLinks(path)] }
      return levels > 1 && isFolder(path) ? runs(below: path, levels: levels - 1) : []
    }
  }

  /// Whether there is a folder, not a link to one: links may lead in circles.
  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Only the runs inside of `folder`.
  public func inside(_ folder: String) -> RunList {
    let place = pathWithoutLinks(folder)
    func isInside(_ path: String) -> Bool { path.hasPrefix(place == "/" ? "/" : place + "/") }
    var list = self
    list.runs.removeAll { !isInside($0.path) }
    list.vanished.removeAll { !isInside($0) }
    list.problems.removeAll { !isInside($0.path) }
    return list
  }

  /// The run that `text` means: a folder, a run's short name, or the beginning of one run's name
  /// alone.
  ///
  /// - Throws: ``FileError`` if no run or more than one matches.
  public func run(_ text: String) throws -> RunSummary {
    if RunFolder(text).exists || text.contains("/") || text.isEmpty {
      return try RunSummary(of: RunFolder(text))
    }
    let same = runs.filter { $0.name == text }
    let meant = same.isEmpty ? runs.filter { $0.name.hasPrefix(text) } : same
    guard let run = meant.first else {
      let names = runs.map(\.name)
      let advice =
        names.isEmpty ? "; `apus quickstart` makes the first" : suggestion(for: text, among: names)
      throw FileError(text, "there is no such run\(advice)")
    }
    guard meant.count == 1 else {
      let names = meant.prefix(4).map { same.isEmpty ? $0.name : $0.path }
      throw FileError(
        text,
        """
        may be \(meant.count) runs: \
        \(names.joined(separator: ", "))\(meant.count > 4 ? ", …" : ""); write \
        \(same.isEmpty ? "more of the name" : "the folder")
        """
      )
    }
    return run
  }
}

extension RunFolder {
  /// Another text whenever a file has changed that a summary is made from.
  var stamp: String {
    [configurationFile, metricsFile, endFile, tagsFolder].map { file in
      var status = stat()
      guard stat(file, &status) == 0 else { return "-" }
      return "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec).\(status.st_size)"
    }.joined(separator: " ")
  }
}
