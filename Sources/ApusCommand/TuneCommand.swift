import Apus
import ArgumentParser
import Foundation

/// `apus tune`
struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Searches for a recipe's best settings: trains it with one choice after another.",
    discussion: """
      The search file, YAML, says what to try; `batchSize` may be searched like a setting:

        learningRate: {log: [1e-4, 1e-1]}          a range, spread by its logarithm
        dropout: {range: [0, 0.5]}                 a range, spread evenly
        hidden: {log: [64, 1024], step: 2}         64, 128, 256, 512, 1024
        optimizer: [sgd, adam]                     one of a list
        momentum: {range: [0, 0.95], when: {optimizer: sgd}}
        layers: 2                                  the same in every trial

      Strategies: random; halton, random without heaps and holes; grid, where a range gives `levels:` values, 5 unless it \
      says otherwise; halving, in which all trials begin with few epochs and the best go on with --factor times as many; \
      hyperband, halving from several beginnings.

      The folder holds study.json, a run for every trial (trials/001, …; `apus evaluate` and `apus runs show` take them), \
      the recipe's defaults trained as long as the best trial, and plots. A search that was killed or interrupted goes on \
      with --resume and ends in the same study.

      Trials are compared by the recipe's validation set. It is the test set of most data sets: where its figure is to be \
      reported afterwards, --hold-out judges trials by a part of the training examples instead.

      Examples:
        apus tune mnist-mlp --search search.yaml --epochs 2 --limit 10000 --hold-out 0.1
        apus tune mnist-mlp --search search.yaml --strategy halving --trials 27 --epochs 9 --out searches/mlp
        apus tune mnist-mlp --resume searches/mlp
      """)

  @Argument(help: "The recipe: see `apus list recipes`.")
  var recipe: String

  @Option(help: "The file that names the settings and the values to try.")
  var search: String?

  @Option(parsing: .unconditional, help: "How many trials; 20 where it is not given.")
  var trials: Int?

  @Option(help: "random, halton, grid, halving or hyperband; random where it is not given.")
  var strategy: String?

  @Option(
    parsing: .unconditional,
    help: "Epochs of a trial, or of the best with halving; by default the recipe's.")
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: "With halving, by how much trials become fewer and epochs more; 3 where it is not given.")
  var factor: Int?

  @Option(parsing: .unconditional, help: "How many of the training examples to learn from.")
  var limit: Int?

  @Option(
    parsing: .unconditional,
    help: "The share of the training examples to judge trials by, instead of the validation set.")
  var holdOut: Double?

  @Option(help: "val_accuracy, val_loss, accuracy or loss; val_accuracy where it is not given.")
  var objective: String?

  @Option(
    parsing: .unconditional,
    help: "The seed of the choices and of every trial; 0 where it is not given.")
  var seed: UInt64?

  @Option(help: "The data set, where the recipe takes several; the same as --set dataset=NAME.")
  var dataset: String?

  @Option(help: "The folder that holds the data set's files, or its name's folder.")
  var data: String?

  @Option(
    name: .customLong("set"),
    help: "A setting of all trials, key=value; may be given several times.")
  var settings: [String] = []

  @Option(help: "The search's folder; by default searches/<time>-<recipe>.")
  var out: String?

  @Option(help: "The folder of a search to go on with.")
  var resume: String?

  @Option(
    parsing: .unconditional,
    help: "Adds a checkpoint every so many steps to the one after each epoch.")
  var checkpointEvery: Int?

  @Flag(help: "Print JSON lines and nothing else on standard output.")
  var json = false

  func run() throws {
    let recipe = try Recipe.named(recipe)
    for (value, option) in [
      (trials, "--trials"), (epochs, "--epochs"), (limit, "--limit"),
      (checkpointEvery, "--checkpoint-every"),
    ] { try positive(value, option) }
    if let factor, factor < 2 { throw UsageError("--factor \(factor): expected at least 2") }
    if let holdOut, !(holdOut > 0 && holdOut < 1) {
      throw UsageError("--hold-out \(holdOut): expected a share above 0 and below 1")
    }
    for (value, option) in [
      (search, "--search"), (out, "--out"), (resume, "--resume"), (data, "--data"),
    ] where value?.isEmpty == true { throw UsageError("\(option) is empty: expected a path") }
    let tuning = try resume.map { try resumed($0, recipe) } ?? begun(recipe)
    try tune(tuning)
  }

  private func begun(_ recipe: Recipe) throws -> Tuning {
    guard let search else {
      throw UsageError(
        "--search is missing: name the file of settings to try (`apus help tune` shows one)")
    }
    let objectives = ["val_accuracy", "val_loss", "accuracy", "loss"]
    if let objective, !objectives.contains(objective) {
      throw UsageError(
        "--objective \(objective)\(suggestion(for: objective, among: objectives))")
    }
    let names = StrategyConfiguration.names
    if let strategy, !names.contains(strategy) {
      throw UsageError("--strategy \(strategy)\(suggestion(for: strategy, among: names))")
    }
    let assignments = try parseAssignments(settings + (dataset.map { ["dataset=\($0)"] } ?? []))
    return try Tuning(
      TuningSetup(
        recipe: recipe.name, settings: assignments, limit: limit, holdOut: holdOut, data: data),
      SearchFile(contentsOf: search, for: recipe).space,
      StrategyConfiguration(
        name: strategy ?? "random", trials: trials ?? 20, resource: epochs ?? recipe.epochs,
        seed: seed ?? 0, factor: factor ?? 3),
      objective: objective ?? Tuning.defaultObjective,
      out: out ?? defaultFolder(for: recipe.name, in: "searches"))
  }

  private func resumed(_ path: String, _ recipe: Recipe) throws -> Tuning {
    guard out == nil || out == path else {
      throw UsageError("--resume goes on in the search's own folder: leave --out away")
    }
    let kept: [(Bool, String)] = [
      (search != nil, "--search"), (strategy != nil, "--strategy"), (epochs != nil, "--epochs"),
      (factor != nil, "--factor"), (limit != nil, "--limit"), (holdOut != nil, "--hold-out"),
      (objective != nil, "--objective"), (seed != nil, "--seed"), (dataset != nil, "--dataset"),
      (data != nil, "--data"), (!settings.isEmpty, "--set"),
    ]
    if let (_, option) = kept.first(where: \.0) {
      throw UsageError("--resume keeps what the search was told: leave \(option) away")
    }
    let tuning = try Tuning(resuming: path, trials: trials)
    guard tuning.recipe.name == recipe.name else {
      throw UsageError("\(path) is a search of \(tuning.recipe.name), not of \(recipe.name)")
    }
    return tuning
  }

  private func tune(_ tuning: Tuning) throws {
    let record = tuning.study.record
    if !json {
      print(
        "\(tuning.recipe.name): \(record.strategy.trials) trials of \(record.strategy.resource) epochs, \(record.strategy.name), in \(tuning.path)"
      )
    }
    let reporter = TrialReporter(isQuiet: json)
    let isOver = try tuning.run(
      checkpointEvery: checkpointEvery, reporter: reporter, interrupt: .signals,
      progress: showDownload,
      begins: { trial in
        reporter.heading =
          trial.map { "trial \($0.number)/\(record.strategy.trials)" } ?? "defaults"
      },
      ends: { trial in
        reporter.clear()
        tell(trial, tuning)
      })
    guard isOver else {
      reporter.clear()
      let done = tuning.study.trials.filter { $0.state != .running }.count
      reporter.note(
        "interrupted after \(done) of \(record.strategy.trials) trials; go on with: apus tune \(tuning.recipe.name) --resume \(quoted(tuning.path))"
      )
      if json {
        print("{\"event\":\"interrupted\",\"search\":\(try jsonText(tuning.path))}")
      }
      throw ExitCode(128 + Interrupt.signals.signal)
    }
    try conclude(tuning)
  }

  // MARK: What is told

  private struct TrialEvent: Encodable {
    var event = "trial"
    let trial: Int
    let state: String
    let epochs: Int
    let value: Double?
    let values: HyperparameterValues
    let failure: String?
    let run: String
  }

  private struct Conclusion: Encodable {
    var event = "done"
    let search: String
    let trials: Int
    let best: Int?
    let value: Double?
    let defaults: Double?
    let command: String?
  }

  /// Tells what came of a trial, or of the defaults.
  private func tell(_ trial: Trial?, _ tuning: Tuning) {
    defer { fflush(nil) }
    let (objective, strategy) = (tuning.study.record.objective, tuning.study.record.strategy)
    guard let trial else {
      if !json { print("defaults  \(objective) \(text(tuning.reference))") }
      return
    }
    if json {
      try? printJSON(
        TrialEvent(
          trial: trial.number, state: trial.state.rawValue, epochs: trial.resource,
          value: trial.result?.value, values: trial.values, failure: trial.failure,
          run: tuning.folder(ofTrial: trial.number).path))
      return
    }
    let epochs =
      trial.resource < strategy.resource
      ? " after \(trial.resource) \(trial.resource == 1 ? "epoch" : "epochs")" : ""
    let outcome =
      trial.failure.map { "failed: \($0)" } ?? "\(objective) \(text(trial.result?.value))\(epochs)"
    print("trial \(trial.number)/\(strategy.trials)  \(outcome)  \(line(trial.values, tuning))")
  }

  /// Tells what came of the search.
  private func conclude(_ tuning: Tuning) throws {
    let study = tuning.study
    let command = tuning.commandOfBest.map { $0.map(quoted).joined(separator: " ") }
    if json {
      try printJSON(
        Conclusion(
          search: tuning.path, trials: study.trials.count, best: study.best?.number,
          value: study.best?.result?.value, defaults: tuning.reference, command: command))
    }
    guard let command, let best = study.best else {
      throw TrainingError(
        "no trial has a result: \(study.trials.first?.failure ?? "there was none"); change the search file"
      )
    }
    if json { return }
    let names = study.record.space.hyperparameters.map(\.name)
    let rows = study.ranking.prefix(10).map { trial in
      ["\(trial.number)", text(trial.result?.value), "\(trial.resource)"]
        + names.map { trial.values[$0]?.plainText ?? "–" }
    }
    let heading = ["trial", study.record.objective, "epochs"] + names
    print("\n" + table([heading] + rows, right: Set(0..<heading.count)))
    let states = [Trial.State.done, .pruned, .failed].map { state in
      "\(study.trials.filter { $0.state == state }.count) \(state.rawValue)"
    }
    print("\n\(study.trials.count) trials: \(states.joined(separator: ", "))")
    print(
      "\(study.record.objective) of the best \(text(best.result?.value)), of the defaults \(text(tuning.reference))"
    )
    print(
      "its run is in \(tuning.folder(ofTrial: best.number).path), pictures in \(tuning.plotsFolder)"
    )
    print(
      "\(tuning.commandRepeatsBest ? "to repeat it:" : "to train so on all examples:") \(command)")
  }

  private func line(_ values: HyperparameterValues, _ tuning: Tuning) -> String {
    tuning.study.record.space.hyperparameters.compactMap { hyperparameter in
      values[hyperparameter.name].map { "\(hyperparameter.name)=\($0.plainText)" }
    }.joined(separator: " ")
  }

  private func text(_ value: Double?) -> String {
    value.map { String(format: "%.4f", $0) } ?? "–"
  }
}

/// Shows on a terminal how far the run of a trial is, in one line that is drawn again and again; elsewhere nothing.
private final class TrialReporter: Reporter {
  /// What runs.
  var heading = ""
  private let isTerminal: Bool
  private let isQuiet: Bool
  private var epoch = (number: 0, of: 0, steps: 0)
  private var drawn = ContinuousClock.now

  /// `isQuiet`: standard output is for JSON.
  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
    isTerminal = !isQuiet && isatty(STDOUT_FILENO) == 1
  }

  func epochBegins(_ epoch: Int, of epochs: Int, steps: Int, first: Int) {
    self.epoch = (epoch, epochs, steps)
  }

  func stepEnds(_ step: Int, values: () -> [(name: String, value: Double)]) {
    guard isTerminal, drawn.duration(to: .now) > .milliseconds(100) else { return }
    drawn = .now
    let shown = values().map { "\($0.name) \(String(format: "%.4f", $0.value))" }
    let line =
      "\(heading)  epoch \(epoch.number)/\(epoch.of)  step \(step)/\(epoch.steps)  \(shown.joined(separator: "  "))"
    print("\r\u{1B}[K" + line.prefix(79), terminator: "")
    fflush(nil)
  }

  func epochEnds(_ record: EpochRecord) {}

  func note(_ text: String) {
    clear()
    if isQuiet { writeToStandardError(text + "\n") } else { print(text) }
    fflush(nil)
  }

  /// Takes the line away.
  func clear() {
    if isTerminal { print("\r\u{1B}[K", terminator: "") }
  }
}
