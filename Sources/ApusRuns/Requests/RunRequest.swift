import ApusData
import ApusFiles
import ApusInterop
import ApusNN
import ApusTraining

/// What a user asks of a run, by a YAML file, by the command line, or by both: the command line is
/// laid over the file.
///
/// ```swift
/// var request = try RunRequest(contentsOf: "run.yaml")
/// request.set("epochs", "20", option: "--epochs 20")
/// let experiment = try Experiment(request, out: "runs/first")
/// ```
///
/// Everything is checked by ``resolved()``; what is wrong is told with its line and column, or with
/// its option.
public struct RunRequest: Sendable {
  /// The keys that a file may have.
  public static let keys = [
    "recipe", "dataset", "data", "epochs", "batchSize", "seed", "threads", "out", "settings",
    "metrics", "callbacks", "augmentation", "classWeights", "clip", "accumulate", "validation",
    "unstratified", "checkpointEvery", "fold",
  ]
  private(set) var values: [String: YAMLValue] = [:]
  private(set) var settings: [String: YAMLValue] = [:]

  /// Asks for nothing yet.
  public init() {}

  /// What the file at `path` asks for.
  ///
  /// - Throws: ``FileError`` with line and column, also for a key that is not known.
  public init(contentsOf path: String) throws {
    var object = try YAMLValue(contentsOf: path).object()
    for key in Self.keys {
      if let value = object[key] { values[key] = value }
    }
    try object.finish()
    for entry in try values.removeValue(forKey: "settings")?.object().entries ?? [] {
      settings[entry.key] = entry.value
    }
    if let dataset = values.removeValue(forKey: "dataset") { settings["dataset"] = dataset }
  }

  /// Lays an option's value over what was asked before; `option` is what messages begin with.
  ///
  /// - Parameter isText: whether it is a text whatever it looks like.
  public mutating func set(_ key: String, _ text: String, option: String, isText: Bool = false) {
    values[key] = YAMLValue(option: option, text, isText: isText)
  }

  /// Lays a list of names with settings over what was asked before; the one name `none` empties it.
  public mutating func set(_ key: String, _ texts: [String], option: String) {
    let listed = texts == ["none"] ? [] : texts
    values[key] = YAMLValue(
      option: option,
      listed.map { YAMLValue(option: "\(option) \($0)", $0, isText: true) })
  }

  /// Asks for one part of a cross-validation.
  mutating func set(_ fold: Fold) {
    let value: [(String, String)] = [
      ("method", fold.method.rawValue), ("number", "\(fold.number)"), ("count", "\(fold.count)"),
      ("seed", "\(fold.seed)"),
    ]
    values["fold"] = YAMLValue(
      option: "fold", value.map { ($0, YAMLValue(option: "fold", $1, name: $0)) })
  }

  /// Lays a setting of the recipe over what was asked before.
  public mutating func set(setting key: String, _ text: String) {
    settings[key] = YAMLValue(option: "", text, isText: true)
  }

  /// Whether there is a value for this key.
  public func has(_ key: String) -> Bool { values[key] != nil }

  /// The folder that was asked for; nil where none was.
  ///
  /// - Throws: ``FileError`` where it is no path.
  public func out() throws -> String? { try path("out") }

  /// The path of a key; nil where it is not given.
  func path(_ key: String) throws -> String? {
    guard let value = values[key] else { return nil }
    let text = try value.text()
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw value.error("\(value.shown) is no path; expected one that is not empty")
    }
    return withHomeFolder(text)
  }

  /// The elements of a list of names with settings, as objects; nil where there is no such list.
  func objects(
    _ key: String, among names: [String], abbreviations: [String: String] = [:], _ what: String
  ) throws -> [YAMLValue]? {
    guard let value = values[key] else { return nil }
    if case .object = value.content {
      return [try value.named(among: names, abbreviations: abbreviations, what)]
    }
    if case .text("none") = value.content { return [] }
    return try value.list().map {
      try $0.named(among: names, abbreviations: abbreviations, what)
    }
  }

  /// Calls `body`; its mistakes are told with the place of `value`, unless that has none.
  func at<Result>(_ value: YAMLValue?, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as RecipeError {
      guard let place = value?.place.description, !place.isEmpty else { throw error }
      throw FileError(place, error.description)
    } catch let error as ConfigurationError {
      guard let place = value?.place.description, !place.isEmpty else {
        throw RecipeError(error.description)
      }
      throw FileError(place, error.description)
    }
  }
}
