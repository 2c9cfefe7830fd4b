import ApusCore
import ApusData
import ApusFiles
import ApusNN
import ApusPlot
import ApusTraining
import Foundation

/// A search for a recipe's hyperparameters in a folder: a study, and a run for every trial.
///
/// ```swift
/// let recipe = try Recipe.named("mnist-mlp")
/// let tuning = try Tuning(
///   TuningSetup(recipe: "mnist-mlp", limit: 10_000, holdOut: 0.1),
///   SearchFile(contentsOf: "search.yaml", for: recipe).space,
///   StrategyConfiguration(name: "random", trials: 20, resource: 2), out: "searches/mlp")
/// try tuning.run()
/// print(tuning.commandOfBest ?? "no trial has a result")
/// ```
///
/// The folder holds `study.json`, the runs `trials/001`, `trials/002`, …, `defaults` – the recipe
/// as it is, trained as long as the best, for comparison – and `plots/`. A search that was killed
/// goes on to the same study.
public final class Tuning {
  /// What a trial is judged by where nothing else is said.
  public static let defaultObjective = "val_accuracy"

  /// The recipe.
  public let recipe: Recipe
  /// What all trials have in common.
  public let setup: TuningSetup
  /// The trials.
  public let study: Study
  /// The folder.
  public let path: String
  /// What the recipe's defaults give; nil before they were trained, and where they gave nothing.
  public private(set) var reference: Double?
  private var isNew: Bool

  /// A new search in the folder `out`.
  ///
  /// - Parameters:
  ///   - setup: the recipe, and what all trials have in common.
  ///   - space: the hyperparameters, as ``SearchFile`` reads them.
  ///   - strategy: how to choose values; its resource counts epochs.
  ///   - objective: a value of the runs' epochs.
  ///   - out: the folder, which must hold no search yet.
  /// - Throws: ``RecipeError`` and ``TrainingError`` for what is not possible, ``FileError`` where
  ///   the folder cannot be written.
  public init(
    _ setup: TuningSetup, _ space: SearchSpace, _ strategy: StrategyConfiguration,
    objective: String = Tuning.defaultObjective, out: String
  ) throws {
    recipe = try Recipe.known(setup.recipe)
    self.setup = setup
    path = out
    try Self.check(setup, of: recipe, space)
    let file = Self.studyFile(in: out)
    try Self.checkIsNew(out)
    isNew = true
    study = try Study(
      space, strategy: strategy.makeStrategy(),
      objective: Self.monitor(objective, of: recipe, setup),
      setup: setup.values(), file: file)
    // What a strategy cannot search must not show only after the defaults were trained.
    _ = try study.strategy.next(after: [], in: space, study.record.direction)
  }

  /// The search in the folder `path`, to go on with as it began.
  ///
  /// - Parameter trials: how many there are to be in all; nil keeps the number.
  /// - Throws: ``FileError`` if the folder holds no search, ``TrainingError`` where its strategy
  ///   cannot take another number of trials.
  public init(resuming path: String, trials: Int? = nil) throws {
    let file = Self.studyFile(in: path)
    let record = try Study.Record(contentsOf: file)
    setup = try TuningSetup(record.setup, of: file)
    do {
      recipe = try Recipe.known(setup.recipe)
      try Self.check(setup, of: recipe, record.space)
    } catch let error as RecipeError {
      throw FileError(file, "is not of this version: \(error)")
    }
    self.path = path
    isNew = false
    var strategy = record.strategy
    if let trials { strategy.trials = trials }
    study = try Study(
      record.space, strategy: strategy.makeStrategy(),
      objective: Monitor(record.objective, record.direction), setup: record.setup, file: file)
  }

  /// The objective with the direction that the recipe's learner declares of it.
  private static func monitor(
    _ objective: String, of recipe: Recipe, _ setup: TuningSetup
  ) throws -> Monitor {
    let declared = try measures(of: recipe, setup.settings).declaration(of: objective)
    return Monitor(objective, declared?.direction)
  }

  /// What the learner of a recipe declares of its measures; nothing where only the user's files say
  /// what learns.
  private static func measures(
    of recipe: Recipe, _ settings: [String: String]
  ) throws -> [String: MeasureDeclaration] {
    let values = try SettingValues(settings, for: recipe.settings)
    guard let facts = recipe.data.expectedFacts(values) else { return [:] }
    let metrics = try recipe.supervision.map {
      try TrainingOptions().makeMetrics(
        fromLogits: $0.givesProbabilities(values, facts), isOfClasses: !facts.classNames.isEmpty)
    }
    let generator = RandomGenerator(seed: 0)
    let learner = try RandomGenerator.with(generator) {
      try recipe.makeLearner(
        LearnerRequest(values, facts, metrics: metrics ?? [], generator: generator))
    }
    return learner.measures.declarations
  }

  /// What trials of a recipe may be judged by: the loss and each measure of which the learner
  /// declares what is better, on held-out examples and on those of training.
  ///
  /// - Throws: ``RecipeError`` for settings that are not valid.
  public static func objectives(
    of recipe: Recipe, settings: [String: String] = [:]
  ) throws -> [String] {
    let declared = try measures(of: recipe, settings).filter { $0.value.direction != nil }
    let names = ["loss"] + declared.keys.filter { $0 != "loss" }.sorted()
    return names.map { "val_" + $0 } + names
  }

  private static func checkIsNew(_ out: String) throws {
    try RunFolder(out).checkPath()
    guard !FileManager.default.fileExists(atPath: studyFile(in: out)) else {
      throw TrainingError(
        """
        \(out) already holds a search: continue it with --resume \(out), or choose another folder \
        with --out
        """
      )
    }
  }

  private static func studyFile(in folder: String) -> String { folder + "/study.json" }

  /// Throws where trials could not be what the setup says.
  private static func check(
    _ setup: TuningSetup, of recipe: Recipe, _ space: SearchSpace
  ) throws {
    _ = try SettingValues(setup.settings, for: recipe.settings)
    let searchable = recipe.searchable.map(\.name)
    for name in space.hyperparameters.map(\.name) {
      guard searchable.contains(name) else {
        throw RecipeError("unknown setting '\(name)'\(suggestion(for: name, among: searchable))")
      }
      if setup.settings[name] != nil {
        throw RecipeError("\(name) is set for all trials, and searched: leave one of them away")
      }
    }
    if let limit = setup.limit, limit < 1 {
      throw RecipeError("a limit of \(limit) examples: expected at least 1")
    }
    if let share = setup.holdOut, !(share > 0 && share < 1) {
      throw RecipeError("a held-out share of \(share): expected one above 0 and below 1")
    }
  }

  // MARK: The folder

  /// The run of the trial with that number.
  public func folder(ofTrial number: Int) -> RunFolder {
    let digits = String(number)
    let zeros = String(repeating: "0", count: max(0, 3 - digits.count))
    return RunFolder("\(path)/trials/\(zeros)\(digits)")
  }

  /// The run of the recipe's defaults.
  public var referenceFolder: RunFolder { RunFolder(path + "/defaults") }

  /// The folder of pictures.
  public var plotsFolder: String { path + "/plots" }

  // MARK: Running

  /// Trains the recipe's defaults, then trial after trial, and draws what came of them.
  ///
  /// - Parameters:
  ///   - checkpointEvery: steps between a run's checkpoints beside the one after each epoch.
  ///   - reporter: reports the training of each run.
  ///   - interrupt: asks to stop; a checkpoint is written first.
  ///   - index: where the runs are entered beside their folders; nil for nowhere.
  ///   - progress: called as the data set is downloaded.
  ///   - begins: told when a run begins: the trial, or nil for the defaults.
  ///   - ends: told when it has ended.
  /// - Returns: whether the search is over; false where it was interrupted.
  /// - Throws: ``DataError`` where the data set cannot be read, ``FileError`` where something
  ///   cannot be written.
  @discardableResult
  public func run(
    checkpointEvery: Int? = nil, reporter: any Reporter = SilentReporter(),
    interrupt: Interrupt? = nil, index: RunIndex? = nil,
    progress: @escaping RemoteFile.Progress = { _, _, _ in },
    begins: (Trial?) -> Void = { _ in }, ends: (Trial?) -> Void = { _ in }
  ) throws -> Bool {
    try AtomicFile.makeFolder(path, option: "--out")
    study.heldLock = try study.makeLock()
    defer { study.heldLock = nil }
    // Another process may have begun a search there since this one was made.
    if isNew { try Self.checkIsNew(path) }
    isNew = false
    let data = try loadData(progress)
    setThreadCount(setup.threads)

    /// The objective of a run in `folder`; nil where it was interrupted.
    func objective(
      _ settings: TrialSettings, epochs: Int, in folder: RunFolder
    ) throws -> Double? {
      let experiment = try self.experiment(settings, epochs: epochs, in: folder)
      let history = try experiment.train(
        on: data, checkpointEvery: checkpointEvery, callbacks: [.terminateOnNaN],
        reporter: reporter, interrupt: interrupt, index: index)
      return history.wasInterrupted ? nil : try value(of: history, after: epochs)
    }

    begins(nil)
    do {
      let epochs = study.record.strategy.resource
      let defaults = TrialSettings([:], fixed: setup.settings)
      guard let value = try objective(defaults, epochs: epochs, in: referenceFolder) else {
        return false
      }
      reference = value
    } catch let failure as FailedTrial {
      reporter.note("the defaults give no result: \(failure.reason)")
    }
    ends(nil)
    let isOver = try study.optimize(interrupt: interrupt, told: ends) { trial, epochs in
      begins(trial)
      let settings = TrialSettings(trial.values, fixed: setup.settings)
      return try objective(settings, epochs: epochs, in: folder(ofTrial: trial.number))
    }
    try drawPictures()
    return isOver
  }

  private func experiment(
    _ settings: TrialSettings, epochs: Int, in folder: RunFolder
  ) throws -> Experiment {
    if folder.exists {
      // Its owner may have trained it for longer.
      return try Experiment(resuming: folder.path, epochs: max(epochs, try folder.epochsKept()))
    }
    var request = settings.request
    request.set("recipe", recipe.name, option: "", isText: true)
    request.set("seed", "\(study.record.strategy.seed)", option: "--seed")
    request.set("epochs", "\(epochs)", option: "--epochs")
    if let data = setup.data { request.set("data", data, option: "--data", isText: true) }
    do {
      return try Experiment(request, out: folder.path)
    } catch let error as RecipeError {
      // Each value alone is possible, but not all of them together.
      throw FailedTrial(error.description)
    } catch let error as ConfigurationError {
      throw FailedTrial(error.description)
    }
  }

  /// The objective after so many epochs. What it says depends on the run's files alone, so that a
  /// search that was killed writes the same.
  private func value(of history: History, after epochs: Int) throws -> Double {
    // A learner need not report a loss.
    let lost = history.epochs.first { !($0["loss"] ?? 0).isFinite }?.epoch
    if let epoch = lost ?? (history.epochs.count < epochs ? history.epochs.count + 1 : nil) {
      throw FailedTrial("the loss is not a number in epoch \(epoch)")
    }
    let record = history.epochs[epochs - 1]
    guard let value = record[study.record.objective] else {
      let names = record.values.map(\.name).joined(separator: ", ")
      throw TrainingError(
        """
        there is no \(study.record.objective) to search by, only \(names); name one of these with \
        --objective
        """
      )
    }
    return value
  }

  /// The examples of all trials.
  private func loadData(_ progress: @escaping RemoteFile.Progress) throws -> DatasetSplits {
    let values = try SettingValues(setup.settings, for: recipe.settings)
    let whole = try recipe.data.load(
      DataRequest(values, path: setup.data, progress: progress)
    ).splits
    let seed = study.record.strategy.seed
    var (train, validation) = (whole.train, whole.test)
    if let share = setup.holdOut {
      let parts = try whole.train.stratifiedSplit(testFraction: share, seed: seed)
      (train, validation) = (parts.train, parts.test)
      guard train.count > 0, validation.count > 0 else {
        throw RecipeError(
          """
          a held-out share of \(share) of \(whole.train.count) examples leaves \(train.count) to \
          learn from and \(validation.count) to be judged by
          """
        )
      }
    }
    if let limit = setup.limit, limit < train.count {
      let share = Double(limit) / Double(train.count)
      train = train.holdOut(testFraction: share, seed: seed).test
    }
    let parts = DatasetSplits(train: train, test: validation)
    try parts.checkBothParts(of: recipe.data.expectedFacts(values)?.name ?? recipe.name)
    return parts
  }

  // MARK: Results

  /// The command that trains the recipe with the best trial's values, on all examples; nil where no
  /// trial has a result.
  public var commandOfBest: [String]? {
    guard let best = study.best, let result = best.result else { return nil }
    let seed = study.record.strategy.seed
    return ["apus", "train", recipe.name]
      + TrialSettings(best.values, fixed: setup.settings).arguments
      + ["--epochs", "\(result.resource)"] + (seed == 0 ? [] : ["--seed", "\(seed)"])
      + (setup.data.map { ["--data", $0] } ?? [])
  }

  /// Whether that command repeats the best trial bit for bit: where trials learn from all examples.
  public var commandRepeatsBest: Bool { setup.limit == nil && setup.holdOut == nil }

  /// Draws the objective by trial and over each hyperparameter.
  private func drawPictures() throws {
    guard study.best != nil else { return }
    try AtomicFile.makeFolder(plotsFolder)
    var progress = study.progressChart(reference: reference.map { ("defaults", $0) })
    progress.title = recipe.name
    try progress.write(to: plotsFolder + "/trials.svg")
    for hyperparameter in study.record.space.hyperparameters where !hyperparameter.isFixed {
      guard var chart = study.chart(of: hyperparameter.name) else { continue }
      chart.title = recipe.name
      try chart.write(to: "\(plotsFolder)/\(hyperparameter.name).svg")
    }
  }
}
