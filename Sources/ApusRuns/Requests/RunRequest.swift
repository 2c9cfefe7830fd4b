import ApusData
import ApusFiles
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
  public static let keys = ["recipe", "dataset", "settings"] + RunOption.all.map(\.key)
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
    values[key] = YAMLValue(option: option, names: texts)
  }

  /// Asks for one part of a cross-validation.
  mutating func set(_ fold: Fold) {
    values["fold"] = YAMLValue(option: "fold", fold.value)
  }

  /// Lays a setting of the recipe over what was asked before.
  public mutating func set(setting key: String, _ text: String) {
    settings[key] = YAMLValue(option: "", text, isText: true)
  }

  /// Whether there is a value for this key.
  public func has(_ key: String) -> Bool { values[key] != nil }

  /// Whether a flag was asked for.
  ///
  /// - Throws: ``FileError`` where its value is neither true nor false.
  public func flag(_ key: String) throws -> Bool { try values[key]?.flag() ?? false }

  /// The seed that was asked for, else 0.
  ///
  /// - Throws: ``FileError`` where it is none.
  public func seed() throws -> UInt64 { try values["seed"]?.unsigned() ?? 0 }

  /// The folder that was asked for; nil where none was.
  ///
  /// - Throws: ``FileError`` where it is no path.
  public func out() throws -> String? { try values["out"]?.path() }

  /// Calls `body`; its mistakes are told with the place of `value`, unless that has none.
  func at<Result>(_ value: YAMLValue?, _ body: () throws -> Result) throws -> Result {
    try (value ?? YAMLValue(option: "", "")).at(body)
  }
}
