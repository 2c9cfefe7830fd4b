import ApusData
import ApusFiles
import ApusNN
import ApusTraining
import Foundation

/// What listings know of a run: what it was told to do, where it stands and what came of it.
///
/// All of it is in the run's folder; ``RunIndex`` keeps copies.
public struct RunSummary: Codable, Sendable, Equatable {
  /// The run's folder, from the root.
  public internal(set) var path: String
  /// The recipe's name.
  public internal(set) var recipe: String
  /// When it began, ISO 8601.
  public internal(set) var created: String
  /// What it does, or how it ended.
  public internal(set) var state: RunState
  /// When it ended, ISO 8601; nil where it did not or nothing says so.
  public internal(set) var ended: String?
  /// The error that ended it.
  public internal(set) var message: String?
  /// Epochs done.
  public internal(set) var epochs: Int
  /// Epochs that there are to be.
  public internal(set) var plannedEpochs: Int
  /// Seconds of training.
  public internal(set) var seconds: Double
  /// Everything else in its `config.json`, by name: the recipe's settings, seed, batch size,
  /// threads, version.
  public internal(set) var settings: [String: String]
  /// What became of loss and metrics, by name.
  public internal(set) var metrics: [String: MetricSummary]
  /// What the learner declares of its measures, by their names; empty for runs of earlier versions.
  public internal(set) var measures: [String: MeasureDeclaration]
  /// Its owner's names for it, sorted.
  public internal(set) var tags: [String]

  /// The run's short name: its folder's own.
  public var name: String { (path as NSString).lastPathComponent }
  /// The folder.
  public var folder: RunFolder { RunFolder(path) }

  /// The value that tells how good the run is, the first of these that it has: `val_accuracy`,
  /// `accuracy`, `val_loss`, `loss`.
  public var score: (name: String, value: MetricSummary)? {
    for name in Self.scores {
      if let value = metrics[name] { return (name, value) }
    }
    return nil
  }

  static let scores = ["val_accuracy", "accuracy", "val_loss", "loss"]

  /// Reads the run in `folder`.
  ///
  /// - Throws: ``FileError`` if the run is missing or damaged.
  public init(of folder: RunFolder) throws {
    guard let data = FileManager.default.contents(atPath: folder.configurationFile) else {
      throw FileError(
        folder.path, "is not a run: it has no config.json; `apus runs list` shows what there is")
    }
    guard
      case .object(var values) = try? JSONDecoder().decode(ConfigurationValue.self, from: data),
      case .text(let recipe) = values.removeValue(forKey: "recipe"),
      case .text(let created) = values.removeValue(forKey: "created"),
      case .integer(let planned) = values.removeValue(forKey: "epochs"), planned > 0
    else {
      throw FileError(
        folder.configurationFile,
        "is damaged: it is not a run's configuration; begin a new run with another --out")
    }
    let isRunning = folder.isBeingTrained
    let end = isRunning ? nil : folder.end()
    path = pathWithoutLinks(folder.path)
    self.recipe = recipe
    self.created = created
    ended = end?.ended
    message = end?.message
    epochs = 0
    plannedEpochs = planned
    seconds = 0
    settings = [:]
    metrics = [:]
    values["measures"] = nil
    measures = (try? JSONDecoder().decode(Declared.self, from: data))?.measures ?? [:]
    tags = folder.tags()
    state = .running
    for (name, value) in values { add(value, as: name) }
    for record in try folder.history().epochs { add(record) }
    // A run of a version that wrote no end, or one that was killed; its last line may be newer than
    // its model.
    let isWhole = epochs >= planned && FileManager.default.fileExists(atPath: folder.modelFile)
    if !isRunning { state = end?.state ?? (isWhole ? .finished : .stopped) }
  }

  /// What a configuration holds of measures.
  private struct Declared: Decodable {
    var measures: [String: MeasureDeclaration]?
  }

  /// Takes in another epoch.
  mutating func add(_ record: EpochRecord) {
    epochs = record.epoch
    seconds += record.seconds
    for (name, value) in record.values {
      metrics[name, default: MetricSummary()].add(value, epoch: record.epoch, direction(of: name))
    }
  }

  /// What is better of a value: as the learner declares its measure, else as the name suggests.
  public func direction(of name: String) -> Monitor.Direction {
    measures.declaration(of: name)?.direction ?? MetricSummary.direction(of: name)
  }

  /// The unit of a value; nil for a plain number.
  public func unit(of name: String) -> String? { measures.declaration(of: name)?.unit }

  /// The settings in an object go by their own names, those further inside by dotted ones.
  private mutating func add(_ value: ConfigurationValue, as name: String) {
    switch value {
    case .null: return
    case .text(let text): settings[name] = text
    case .object(let values):
      for (key, value) in values { add(value, as: name == "settings" ? key : "\(name).\(key)") }
    default: settings[name] = value.description
    }
  }
}
