import ApusData
import ApusFiles
import Foundation

/// A training run on disk: a folder with `config.json`, `config.yaml`, `metrics.jsonl`,
/// `checkpoints/`, `model.safetensors`, `plots/`, `end.json` and `tags/`.
///
/// Every file is replaced as a whole, but for `metrics.jsonl`, which grows line by line; so a kill
/// at any moment loses at most the steps since the last checkpoint.
public struct RunFolder: Sendable {
  /// The folder.
  public let path: String

  /// The run at `path`, which need not exist yet.
  public init(_ path: String) { self.path = path }

  /// What the run was told to do.
  public var configurationFile: String { path + "/config.json" }
  /// The same for people, and for `apus train --config`.
  public var configurationText: String { path + "/config.yaml" }
  /// One JSON object an epoch.
  public var metricsFile: String { path + "/metrics.jsonl" }
  /// The weights after the last finished epoch, as callbacks want them kept, with the architecture
  /// in the metadata.
  public var modelFile: String { path + "/model.safetensors" }
  /// The folder of pictures.
  public var plotsFolder: String { path + "/plots" }
  /// The folder of checkpoints.
  public var checkpointsFolder: String { path + "/checkpoints" }
  /// How training ended; missing while it goes on and after a kill.
  public var endFile: String { path + "/end.json" }
  /// The folder of tags: an empty file each.
  public var tagsFolder: String { path + "/tags" }
  /// What is locked while a process trains the run.
  package var lockFile: String { path + "/.lock" }

  /// Everything that makes the folder a run, the configuration last.
  package var ownPlaces: [String] {
    [
      metricsFile, modelFile, endFile, tagsFolder, plotsFolder, checkpointsFolder, lockFile,
      configurationText, configurationFile,
    ]
  }

  /// Whether `file` is one of the run's own files or inside one of its own folders, however that is
  /// written: with "." and "..", through links, in capitals. Relative paths are from the working
  /// folder.
  package func owns(_ file: String) -> Bool {
    let here = FileManager.default.currentDirectoryPath
    /// The path itself, and where links lead: those of the file, or of the folder that it is to be
    /// in.
    func forms(_ path: String) -> Set<String> {
      let plain = plainPath(path, from: here)
      let name = (plain as NSString).lastPathComponent
      let linked = pathWithoutLinks(parentFolder(of: plain)) + "/" + name
      return Set([plain, linked, pathWithoutLinks(plain)].map { $0.lowercased() })
    }
    let places = ownPlaces.map(forms)
    return forms(file).contains { form in
      places.contains { $0.contains { form == $0 || form.hasPrefix($0 + "/") } }
    }
  }

  /// Whether `path`, in whatever run's folder it is, is the run's own; see ``owns(_:)``.
  static func ownsRelative(_ path: String) -> Bool {
    // A folder that is nowhere: its name alone matters.
    let run = RunFolder("/nowhere/run")
    return !path.hasPrefix("/") && run.owns(run.path + "/" + path)
  }

  /// The folder's own name.
  public var name: String { (realPath as NSString).lastPathComponent }
  /// The one path from the root, without links: so each run has one place in an index.
  public var realPath: String { pathWithoutLinks(path) }

  /// Whether there is a run.
  public var exists: Bool { FileManager.default.fileExists(atPath: configurationFile) }

  /// Makes the folder for a new run.
  ///
  /// - Throws: ``FileError`` where it cannot be made or written, ``TrainingError`` where a run is
  ///   there already.
  public func create() throws {
    try checkIsNew()
    try AtomicFile.makeFolder(checkpointsFolder, option: "--out")
  }

  /// Throws where a run is there already. Only who holds the lock knows that none comes after this.
  package func checkIsNew() throws {
    try checkPath()
    let leftovers = try checkpoints().isEmpty && !FileManager.default.fileExists(atPath: modelFile)
    guard !exists, leftovers else {
      // Without a configuration, as a model that was imported has none, it cannot be gone on with.
      let resume = exists ? "go on with it by `apus train --resume \(path)`, or " : ""
      throw TrainingError(
        "\(path) already holds a run; \(resume)choose another folder with --out")
    }
  }

  /// Throws where the path says nothing: files would be written beside the root.
  package func checkPath() throws {
    guard path.contains(where: { !$0.isWhitespace }) else {
      throw TrainingError("the run's folder has no name; choose one with --out")
    }
  }

  /// What lies in the folder and is not what a run leaves that was killed before its configuration
  /// was written.
  package var foreignNames: [String] {
    let own = [checkpointsFolder, lockFile, configurationText, endFile] + halfWrittenFiles()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.sorted().filter { !own.contains(path + "/" + $0) }
  }

  /// Keeps other processes from training this run for as long as the returned value lives.
  ///
  /// - Throws: ``TrainingError`` where another process holds it, ``FileError`` where the folder
  ///   cannot be written.
  package func lock() throws -> FileLock {
    try AtomicFile.makeFolder(checkpointsFolder)
    guard let lock = try FileLock(lockFile, patience: .milliseconds(100)) else {
      throw TrainingError("\(path) is being trained by another process; wait for it to end")
    }
    return lock
  }

  /// Whether a process trains this run at this moment.
  public var isBeingTrained: Bool { FileLock.isHeld(lockFile) }

  /// The newest checkpoint's file, or nil if the run has none.
  ///
  /// - Throws: ``FileError`` where the folder cannot be listed.
  public func latestCheckpoint() throws -> String? { try checkpoints().last }

  /// The checkpoints' files, oldest first.
  public func checkpoints() throws -> [String] {
    guard FileManager.default.fileExists(atPath: checkpointsFolder) else { return [] }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: checkpointsFolder) else {
      throw FileError(checkpointsFolder, "cannot be listed; check its permissions")
    }
    return names.filter { $0.hasPrefix("step-") && $0.hasSuffix(".safetensors") }.sorted()
      .map { checkpointsFolder + "/" + $0 }
  }

  /// The file for the checkpoint after `step` steps in all; names sort in the order of steps.
  public func checkpointFile(step: Int) -> String {
    let digits = String(step)
    return checkpointsFolder + "/step-" + String(repeating: "0", count: max(0, 10 - digits.count))
      + digits + ".safetensors"
  }

  /// Removes all but the newest `count` checkpoints, the segments that only those needed, and what
  /// a killed process left half written.
  public func prune(keeping count: Int) throws {
    for file in try checkpoints().dropLast(count) {
      try? FileManager.default.removeItem(atPath: file)
    }
    for file in try unneededSegments() { try? FileManager.default.removeItem(atPath: file) }
    // Nobody else writes here: the run is locked.
    for file in halfWrittenFiles() { try? FileManager.default.removeItem(atPath: file) }
  }

  /// What a killed process left half written (``AtomicFile``). Other people's files of that ending
  /// are not among them.
  package func halfWrittenFiles() -> [String] {
    [path, checkpointsFolder, segmentsFolder, plotsFolder].flatMap { folder in
      ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted().filter {
        $0.hasSuffix(".part")
          && $0.wholeMatch(of: /.*\.(json|jsonl|yaml|safetensors|svg|png)\.\d+\.part/) != nil
      }.map { folder + "/" + $0 }
    }
  }
}
