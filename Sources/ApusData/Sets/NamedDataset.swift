import ApusCore
import ApusFiles
import ApusNN
import Foundation

/// A data set that is known by name: what it is, where it may lie, and how it is read.
///
/// ```swift
/// let mnist = try NamedDataset.mnist.load()
/// ```
///
/// Files are looked for in the folder that the user names; else in the sub-folder of the set's
/// name below `APUS_DATA` (small tables share one, `tabular`); else in the user's cache,
/// `$XDG_CACHE_HOME/apus` or `~/.cache/apus`; and where they are in none of these, they are fetched
/// into the cache from the publisher, if there is one that gives them to programs.
public struct NamedDataset: Sendable {
  /// What it is called; mostly also its folder below `APUS_DATA` and in the cache.
  public let name: String
  /// What it shows, in one line.
  public let summary: String
  /// What the classes are called, in the order of their numbers.
  public let classNames: [String]
  /// The shape of one example's features.
  public let featureShape: Shape
  /// The number of examples to learn from in the published set. The files at hand may hold more or
  /// fewer.
  public let trainCount: Int
  /// The number of examples to judge by in the published set. The files at hand may hold more or
  /// fewer.
  public let testCount: Int
  /// Who made it, and the terms it comes under.
  public let licence: String
  /// What is fetched where nothing is found; empty where there is nothing to fetch.
  public let downloads: [RemoteFile]
  let form: Form

  /// How the examples come to be.
  enum Form: Sendable {
    /// Made on the spot.
    case made(@Sendable () -> DatasetSplits)
    /// Read from a folder or file at a path.
    case read(Reader)
  }

  /// How a set is found and read from files.
  struct Reader: Sendable {
    /// What should be there, for errors.
    let expectation: String
    /// The folder that it shares with other sets; nil: one of its own, called as it is.
    var folder: String? = nil
    /// Whether something of the set lies at a path.
    let isPresent: @Sendable (String) -> Bool
    /// Reads the set at a path where it is present.
    let read: @Sendable (String) throws -> DatasetSplits
  }

  /// Where a data set was found.
  public enum Location: Sendable, Equatable, CustomStringConvertible {
    /// Nowhere, and it need not be: it is made on the spot.
    case made
    /// In the folder or file that the user named.
    case given(String)
    /// Below the folder that `APUS_DATA` names.
    case environment(String)
    /// In the user's cache.
    case cache(String)

    /// The folder or file; nil for what is made on the spot.
    public var path: String? {
      switch self {
      case .made: nil
      case .given(let path), .environment(let path), .cache(let path): path
      }
    }

    /// The path and how it was found.
    public var description: String {
      switch self {
      case .made: "made on the spot"
      case .given(let path): path
      case .environment(let path): "\(path) (APUS_DATA)"
      case .cache(let path): "\(path) (cache)"
      }
    }
  }

  /// All sets that have a name: the library's, and those that the program adds.
  public static var all: [NamedDataset] { library + added.all }

  private static let library: [NamedDataset] = [
    .strokes, .and, .xor, .iris, .banknote, .sonar, .mnist, .cifar10,
  ]

  /// The program's own sets.
  package static let added = Additions<NamedDataset>()

  /// The set called `name`, in any letter case, or nil if no set has that name.
  public static func named(_ name: String) -> NamedDataset? {
    all.first { $0.name.lowercased() == name.lowercased() }
  }

  /// Whether it is made on the spot, and so neither looked for nor fetched.
  public var isMade: Bool {
    if case .made = form { true } else { false }
  }

  /// Where the set lies now; nil where it would have to be fetched.
  ///
  /// - Parameters:
  ///   - given: the folder or file that the user named; no other is looked at then.
  ///   - environment: the process' variables.
  /// - Throws: ``DataError`` where the set is not at `given`.
  public func locate(
    given: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> Location? {
    guard case .read(let reader) = form else { return .made }
    if let given { return .given(try locate(reader, at: given)) }
    if let data = environment["APUS_DATA"], !data.isEmpty,
      reader.isPresent("\(data)/\(folder)")
    {
      return .environment("\(data)/\(folder)")
    }
    let cache = cacheFolder(environment)
    return reader.isPresent(cache) ? .cache(cache) : nil
  }

  /// Reads the set, and fetches it first where it lies nowhere yet.
  ///
  /// - Parameters:
  ///   - given: the folder or file that the user named; no other is looked at then.
  ///   - environment: the process' variables.
  ///   - progress: told how far a download is.
  /// - Throws: ``DataError`` where the set is missing or damaged or cannot be fetched, or a folder
  ///   is given for one that is made on the spot.
  public func load(
    given: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment,
    progress: RemoteFile.Progress = { _, _, _ in }
  ) throws -> DatasetSplits {
    switch form {
    case .made(let make):
      if let given {
        throw DataError(
          .unsuitable, given, "\(name) is made on the spot and read from no folder",
          advice: "leave the folder away")
      }
      return make()
    case .read(let reader):
      if let path = try locate(given: given, environment: environment)?.path {
        return try reader.read(path)
      }
      try fetch(environment: environment, progress: progress)
      return try reader.read(cacheFolder(environment))
    }
  }

  /// Fetches the set into the user's cache, whether or not it lies elsewhere; what is there and
  /// whole stays. A set without an address to fetch it from is only looked for.
  ///
  /// - Returns: the folder it is in; nil for a set that is made on the spot.
  /// - Throws: ``DataError`` that says where to get it and where to put it.
  @discardableResult
  public func fetch(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    progress: RemoteFile.Progress = { _, _, _ in }
  ) throws -> String? {
    guard case .read(let reader) = form else { return nil }
    let folder = cacheFolder(environment)
    if downloads.isEmpty {
      if let path = try locate(environment: environment)?.path { return path }
      throw DataError(
        .missing, name, "it is not here, and there is no address to fetch it from",
        advice: "put \(reader.expectation) into \(folder) or a folder that you name with --data")
    }
    for file in downloads where try !file.isWhole(in: folder) {
      do {
        try file.fetch(into: folder, progress: progress)
      } catch let error as DataError where error.reason == .download {
        let names = downloads.map(\.name).joined(separator: ", ")
        let server =
          file.addresses.first.map { $0.dropLast(file.name.count + 1) } ?? "its publisher"
        throw DataError(
          .download, name, "\(error.subject) \(error.problem)",
          advice: "get \(names) from \(server) by other means, into \(folder) or a folder that you"
            + " name with --data")
      }
    }
    return folder
  }

  private func locate(_ reader: Reader, at given: String) throws -> String {
    guard FileManager.default.fileExists(atPath: given) else {
      throw DataError(
        .missing, given, "no such folder; expected \(reader.expectation)", advice: "check the path")
    }
    guard let path = [given, "\(given)/\(folder)"].first(where: reader.isPresent) else {
      throw DataError(
        .missing, given, "nothing of \(name) is there; expected \(reader.expectation)",
        advice: "check the path")
    }
    return path
  }

  private func cacheFolder(_ environment: [String: String]) -> String {
    let home = environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path
    let cache = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.cache"
    return "\(cache)/apus/\(folder)"
  }

  /// Its folder below `APUS_DATA` and in the cache.
  private var folder: String {
    if case .read(let reader) = form { reader.folder ?? name } else { name }
  }
}
