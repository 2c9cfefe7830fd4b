import Apus
import ArgumentParser

/// `apus tune`
struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Searches for a recipe's best settings: trains it with one choice after another.",
    discussion: """
      The search file, YAML, says what to try; `batchSize` and `accumulate` are searched as well:

        learningRate: {log: [1e-4, 1e-1]}          a range, spread by its logarithm
        dropout: {range: [0, 0.5]}                 a range, spread evenly
        hidden: {log: [64, 1024], step: 2}         64, 128, 256, 512, 1024
        optimizer: [sgd, adam]                     one of a list
        momentum: {range: [0, 0.95], when: {optimizer: sgd}}
        layers: 2                                  the same in every trial

      Strategies: random; halton, random without heaps and holes; grid, where a range gives \
      `levels:` values, 5 unless it says otherwise; halving, in which all trials begin with few \
      epochs and the best go on with --factor times as many; hyperband, halving from several \
      beginnings.

      The folder holds study.json, a run for every trial (trials/001, …; `apus evaluate` and `apus \
      runs show` take them), the recipe's defaults trained as long as the best trial, and plots. A \
      search that was killed or interrupted goes on with --resume and ends in the same study.

      Trials are compared by the recipe's validation set. It is the test set of most data sets: \
      where its figure is to be reported afterwards, --hold-out judges trials by a part of the \
      training examples instead.

      Examples:
        apus tune mnist-mlp --search search.yaml --epochs 2 --limit 10000 --hold-out 0.1
        apus tune mnist-mlp --search search.yaml --strategy halving --trials 27 --epochs 9 --out \
        searches/mlp
        apus tune --resume searches/mlp
      """)

  @Argument(help: "The recipe: see `apus list recipes`; --resume knows it.")
  var recipe: String?

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

  @Option(
    help: "A loss or measure of the recipe, as val_loss; val_accuracy where it is not given.")
  var objective: String?

  @OptionGroup var seed: SeedOption
  @OptionGroup var source: RecipeOptions
  @OptionGroup var out: OutOption
  @OptionGroup var resume: ResumeOption
  @OptionGroup var checkpoints: CheckpointOption
  @OptionGroup var json: JSONOption

  func validate() throws {
    for (value, option) in [(trials, "--trials"), (epochs, "--epochs"), (limit, "--limit")] {
      try positive(value, option, atMost: 1_000_000)
    }
    if let factor, factor < 2 { throw ValidationError("--factor \(factor): expected at least 2") }
    if let holdOut, !(holdOut > 0 && holdOut < 1) {
      throw ValidationError("--hold-out \(holdOut): expected a share above 0 and below 1")
    }
    try checkPath(search, "--search")
  }

  func run() throws {
    try tune(try resume.folder.map(resumed) ?? begun())
  }

  private func begun() throws -> Tuning {
    guard let recipe = try recipe.map({ try Recipe.named($0) }) else {
      throw UsageError("no recipe is named: write apus tune RECIPE; `apus list` shows them")
    }
    guard let search else {
      throw UsageError(
        "--search is missing: name the file of settings to try (`apus help tune` shows one)")
    }
    let settings = try source.chosen.assignments()
    if let objective {
      let known = try Tuning.objectives(of: recipe, settings: settings)
      guard known.contains(objective) || Monitor(objective).hasKnownDirection else {
        throw UsageError("--objective \(objective)\(suggestion(for: objective, among: known))")
      }
    }
    let names = StrategyConfiguration.names
    if let strategy, !names.contains(strategy) {
      throw UsageError("--strategy \(strategy)\(suggestion(for: strategy, among: names))")
    }
    return try Tuning(
      TuningSetup(
        recipe: recipe.name, settings: settings, limit: limit,
        holdOut: holdOut, data: source.data.folder),
      SearchFile(contentsOf: search, for: recipe).space,
      StrategyConfiguration(
        name: strategy ?? "random", trials: trials ?? 20, resource: epochs ?? recipe.epochs,
        seed: seed.value ?? 0, factor: factor ?? 3),
      objective: objective ?? Tuning.defaultObjective,
      out: out.folder ?? defaultFolder(for: recipe.name, in: "searches"))
  }

  private func resumed(_ path: String) throws -> Tuning {
    guard out.folder == nil || out.folder == path else {
      throw UsageError("--resume goes on in the search's own folder: leave --out away")
    }
    let kept: [(Bool, String)] = [
      (search != nil, "--search"), (strategy != nil, "--strategy"), (epochs != nil, "--epochs"),
      (factor != nil, "--factor"), (limit != nil, "--limit"), (holdOut != nil, "--hold-out"),
      (objective != nil, "--objective"), (seed.value != nil, "--seed"),
      (source.chosen.dataset != nil, "--dataset"),
      (source.data.folder != nil, "--data"), (!source.chosen.settings.isEmpty, "--set"),
    ]
    if let (_, option) = kept.first(where: \.0) {
      throw UsageError("--resume keeps what the search was told: leave \(option) away")
    }
    let tuning = try Tuning(resuming: path, trials: trials)
    if let recipe, tuning.recipe.name != (try Recipe.named(recipe).name) {
      throw UsageError("\(path) is a search of \(tuning.recipe.name), not of \(recipe)")
    }
    return tuning
  }

  private func tune(_ tuning: Tuning) throws {
    let report = TuningReport(tuning, isJSON: json.isGiven)
    report.begin()
    let reporter = TrialReporter(isQuiet: json.isGiven)
    let isOver = try tuning.run(
      checkpointEvery: checkpoints.steps, reporter: reporter, interrupt: .signals, index: .user,
      progress: showDownload,
      begins: { trial in reporter.heading = report.heading(of: trial) },
      ends: { trial in
        reporter.clear()
        report.tell(trial)
      })
    guard isOver else {
      reporter.clear()
      reporter.note(report.interruption)
      try report.interrupt()
      throw ExitCode(128 + Interrupt.signals.signal)
    }
    try report.conclude()
  }
}
