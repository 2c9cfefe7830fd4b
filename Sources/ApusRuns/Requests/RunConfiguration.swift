import ApusCore
import ApusData
import ApusFiles
import ApusTraining
import Foundation

/// What a run was told to do: `config.json` of a run folder, and the metadata of its model.
public struct RunConfiguration: Codable, Equatable, Sendable {
  /// The recipe's name.
  public var recipe: String
  /// The values of its settings, defaults included.
  public var settings: [String: String]
  /// The seed of weights, dropout and the order of examples.
  public var seed: UInt64
  /// Epochs in all.
  public var epochs: Int
  /// Examples a step; ``wholeSet`` until the data is read, where a step takes them all.
  public var batchSize: Int
  /// The version that began the run.
  public var version: String
  /// When it began, ISO 8601.
  public var created: String
  /// The team's threads; the same number gives the same bits.
  public var threads: Int
  /// The folder that the data set was read from, where the user named one.
  public var data: String?
  /// How it trains beyond the recipe's settings; nil for the usual way, as in runs of earlier
  /// versions.
  public var training: TrainingOptions?
  /// What the user's own files have said: columns, scaling, classes, sizes; nil for named sets.
  public var facts: DataFacts?
  /// What the learner declares of its measures, by their names; nil in runs of earlier versions.
  public var measures: [String: MeasureDeclaration]?

  /// The batch size that takes all examples, however many there are: `full` in files and options.
  static let wholeSet = Int.max

  /// The configuration of the run in `folder`.
  ///
  /// - Throws: ``FileError`` where it is missing or cannot be understood.
  public init(of folder: RunFolder) throws {
    guard let data = FileManager.default.contents(atPath: folder.configurationFile) else {
      throw FileError(
        folder.path, "is not a run: it has no config.json; `apus runs list` shows what there is")
    }
    guard let configuration = try? JSONDecoder().decode(RunConfiguration.self, from: data),
      configuration.epochs > 0, configuration.batchSize > 0,
      // Messages name the recipe; a damaged file may hold anything.
      configuration.recipe.utf8.count <= 200
    else {
      throw FileError(
        folder.configurationFile,
        "is damaged: it is not a run's configuration; begin a new run with another --out")
    }
    self = configuration
  }

  init(
    recipe: String, settings: [String: String], seed: UInt64 = 0, epochs: Int, batchSize: Int,
    data: String? = nil
  ) {
    self.recipe = recipe
    self.settings = settings
    self.seed = seed
    self.epochs = epochs
    self.batchSize = batchSize
    version = apusVersion
    // With fractions: of two runs begun in one second it tells which was first.
    let format = ISO8601DateFormatter()
    format.formatOptions.insert(.withFractionalSeconds)
    created = format.string(from: Date())
    threads = threadCount()
    self.data = data
  }

  /// What the run was told beside its recipe's settings, seed, length and threads: keys and values
  /// as a file has them.
  public var told: [(key: String, text: String)] {
    RunOption.all.compactMap { option in
      guard !option.isHeading || option.key == RunOption.data.key else { return nil }
      return option.value(self).map { (option.key, $0.inline) }
    }
  }

  /// Writes it into a run's folder: as JSON, which is read when the run goes on, and as YAML for
  /// people.
  public func write(to folder: RunFolder) throws {
    if let recipe = try? Recipe.known(recipe) {
      try AtomicFile.write(Data(yaml(of: recipe).utf8), to: folder.configurationText)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(try encoder.encode(self), to: folder.configurationFile)
  }
}

/// The path from the root, so that it still holds when a run is resumed from elsewhere.
func absolutePath(_ path: String) -> String {
  URL(fileURLWithPath: withHomeFolder(path)).standardizedFileURL.path
}
