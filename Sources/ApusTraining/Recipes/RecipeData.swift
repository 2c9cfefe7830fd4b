import ApusCore
import ApusData

/// Where a recipe's examples come from: named sets, a form of the user's own files, or nothing but
/// the learner itself.
public protocol RecipeData: Sendable {
  /// What a user may set about the data.
  var settings: [Setting] { get }
  /// Whether `--data` names something to read; else it is of no use.
  func readsFiles(_ settings: SettingValues) -> Bool
  /// What is known before anything is read; nil where only the files say it.
  func expectedFacts(_ settings: SettingValues) -> DataFacts?
  /// Reads the data.
  ///
  /// - Throws: ``DataError`` where it cannot be found or read, or does not go with facts that are
  ///   given.
  func load(_ request: DataRequest) throws -> LoadedData
  /// All examples of a file or folder, read as training read its own, to be judged by.
  ///
  /// - Throws: ``DataError`` where they cannot be read or do not go with the facts.
  func examples(at path: String, _ facts: DataFacts, _ settings: SettingValues) throws
    -> any Dataset
}

extension RecipeData {
  /// The test part of what is there.
  public func examples(
    at path: String, _ facts: DataFacts, _ settings: SettingValues
  ) throws -> any Dataset {
    try load(DataRequest(settings, path: path, facts: facts)).splits.test
  }
}

/// What is asked of a recipe's data.
public struct DataRequest {
  /// The recipe's settings.
  public var settings: SettingValues
  /// The file or folder that the user named.
  public var path: String?
  /// A file or folder to validate on.
  public var validationPath: String?
  /// What was found out when the run began; nil for a new one. What is read must go with it, and is
  /// read as then.
  public var facts: DataFacts?
  /// What draws follow from.
  public var seed: UInt64
  /// The share of the examples that becomes the test part where the data has none of its own.
  public var testShare: Double
  /// Told how far a download is.
  public var progress: RemoteFile.Progress

  /// A request.
  public init(
    _ settings: SettingValues, path: String? = nil, validationPath: String? = nil,
    facts: DataFacts? = nil, seed: UInt64 = 0, testShare: Double = 0.2,
    progress: @escaping RemoteFile.Progress = { _, _, _ in }
  ) {
    self.settings = settings
    self.path = path
    self.validationPath = validationPath
    self.facts = facts
    self.seed = seed
    self.testShare = testShare
    self.progress = progress
  }
}

/// Data that has been read.
public struct LoadedData: Sendable {
  /// What to learn from, and what to be judged by.
  public var splits: DatasetSplits
  /// What was found out.
  public var facts: DataFacts
  /// What the user should know.
  public var notes: [String]

  /// Data and what was found out.
  public init(_ splits: DatasetSplits, _ facts: DataFacts, notes: [String] = []) {
    self.splits = splits
    self.facts = facts
    self.notes = notes
  }
}

/// Named data sets, one of which the setting `dataset` chooses.
public struct NamedSets: RecipeData {
  /// The sets; the first where the user names none.
  public let sets: [NamedDataset]
  /// The shape of one example as the model takes it; nil for the set's own.
  public let shape: Shape?

  /// These sets; traps without any.
  public init(_ sets: [NamedDataset], shape: Shape? = nil) {
    require(!sets.isEmpty, "NamedSets: no data set; there must be at least one")
    self.sets = sets
    self.shape = shape
  }

  /// Which of them.
  public var settings: [Setting] {
    [
      Setting("dataset", .choice(sets.map(\.name)), default: sets[0].name, "what it learns from")
    ]
  }

  /// The set that the settings name.
  public func set(_ settings: SettingValues) -> NamedDataset {
    sets.first { $0.name == settings.text("dataset") } ?? sets[0]
  }

  /// Whether the set is read from files.
  public func readsFiles(_ settings: SettingValues) -> Bool { !set(settings).isMade }

  /// What is known of the set. How many examples there are only its files say, unless it is made on
  /// the spot.
  public func expectedFacts(_ settings: SettingValues) -> DataFacts? {
    let set = set(settings)
    return DataFacts(
      inputs: [Field(Field.features, shape ?? set.featureShape)],
      targets: [.classes(set.classNames)], trainCount: set.isMade ? set.trainCount : nil,
      exampleShape: set.featureShape.array, name: set.name)
  }

  /// The set, shaped for the model.
  public func load(_ request: DataRequest) throws -> LoadedData {
    let set = set(request.settings)
    let splits = try set.load(given: request.path, progress: request.progress)
    let shape = shape ?? set.featureShape
    let shaped = DatasetSplits(
      train: splits.train.reshaped(to: shape), test: splits.test.reshaped(to: shape))
    var facts = DataFacts(of: shaped.train, name: set.name)
    facts.exampleShape = set.featureShape.array
    return LoadedData(shaped, facts)
  }
}

/// Examples that a program makes itself, for recipes of one's own: any two data sets.
public struct MadeData: RecipeData {
  /// None.
  public let settings: [Setting] = []
  private let make: @Sendable (SettingValues, UInt64) throws -> DatasetSplits
  private static let stream: UInt64 = 0x4d41_4445

  /// Data that `make` gives for settings and a seed; what it draws without a generator of its own
  /// follows from the seed, so that a resumed run has the same examples.
  public init(_ make: @escaping @Sendable (SettingValues, UInt64) throws -> DatasetSplits) {
    self.make = { settings, seed in
      // A stream of its own: initial weights follow from the same seed.
      let generator = RandomGenerator(state: .init(seed: seed, stream: Self.stream))
      return try RandomGenerator.with(generator) { try make(settings, seed) }
    }
  }

  /// False.
  public func readsFiles(_ settings: SettingValues) -> Bool { false }
  /// The facts of the data.
  public func expectedFacts(_ settings: SettingValues) -> DataFacts? {
    (try? make(settings, 0)).map { DataFacts(of: $0.train) }
  }
  /// Makes the data.
  public func load(_ request: DataRequest) throws -> LoadedData {
    let splits = try make(request.settings, request.seed)
    return LoadedData(splits, DataFacts(of: splits.train))
  }
}
