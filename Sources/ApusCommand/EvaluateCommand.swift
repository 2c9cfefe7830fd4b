import Apus
import ArgumentParser
import Foundation

/// `apus evaluate`
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Computes loss, accuracy and other metrics of a trained model on a test set.",
    discussion: """
      Examples:
        apus evaluate runs/first --metrics f1,topK:k=3,auc
        apus evaluate runs/first --report
        apus evaluate runs/first --metrics f1 --bootstrap 1000

      Several runs are evaluated as one ensemble, by the mean of their probabilities or as \
      --combine says:

        apus evaluate runs/first runs/second runs/third

      With --plots DIR also draws the confusion matrix, ROC and precision-recall curves, \
      calibration, examples and the mistakes that the model was the most sure of.
      """)

  @Argument(
    help: ArgumentHelp(
      "A run's folder or a model.safetensors file, or several.", valueName: "run"))
  var paths: [String]

  @Option(
    help: "How several runs become one: the mean of probabilities or outputs, or by votes.")
  var combine: Ensemble.Combination?

  @OptionGroup var source: ModelDataOptions

  @Option(help: "Draw how the model does into this folder.")
  var plots: String?

  @OptionGroup var pictures: PictureOptions

  @OptionGroup var metrics: MetricsOption

  @Flag(
    help: "Print precision, recall, specificity and F1 of every class, and the confusion matrix.")
  var report = false

  @Option(
    parsing: .unconditional,
    help: "Print confidence intervals of the metrics from so many samples drawn with replacement.")
  var bootstrap: Int?

  @Option(
    parsing: .unconditional,
    help: "With --bootstrap, how probably a figure is inside its interval; 0.95 by default.")
  var confidence: Double?

  @OptionGroup var foreign: ForeignOptions

  @OptionGroup var json: JSONOption

  func run() throws {
    try positive(bootstrap, "--bootstrap", atMost: 100_000)
    if let confidence {
      guard confidence > 0, confidence < 1 else {
        throw UsageError("--confidence \(confidence): expected a number above 0 and below 1")
      }
      guard bootstrap != nil else {
        throw UsageError(
          "--confidence is of the intervals: give --bootstrap, how many samples, too")
      }
    }
    let confidence = confidence ?? 0.95
    try checkDistinct()
    let theme = try pictures.colours.theme()
    if plots == nil {
      try pictures.checkUse(of: "--plots DIR")
    } else {
      try pictures.format.check()
    }
    if paths.count == 1, let trained = try TrainedModel.load(paths[0]) {
      return try evaluate(trained, confidence)
    }
    let (file, model) = try ModelFile.loadEnsemble(
      paths, combining: combine, options: foreign.options())
    if file.meaning == .values { return try evaluateValues(file, model) }
    let kinds = try RunRequest.makeMetrics(
      metrics.names ?? [], option: "--metrics", fromLogits: file.givesProbabilities
    )
    let (test, set) = try loadTest(of: file)
    let trainer = Trainer(
      model, optimizer: SGD(), loss: file.loss, metrics: kinds.map { $0.make() })
    let result = try trainer.evaluate(test)
    let (intervals, matrix) = try judge(trainer, on: test, kinds, file.classes, confidence)
    let drawn = try plots.map { folder in
      try draw(
        try ClassifierPictures(
          of: model, on: test, inputShape: Shape(file.inputShape), exampleShape: set.shape,
          givesProbabilities: file.givesProbabilities, title: "\(file.recipe) on \(set.name)"),
        into: folder, theme)
    }
    if json.isGiven {
      try printJSON(result, test.count, intervals, confidence, matrix, file.classes)
    } else {
      printTables(result, test.count, intervals, confidence, matrix, file.classes)
      if let plots, let drawn { print("drawn into \(plots): \(drawn.joined(separator: ", "))") }
    }
  }

  /// What `--bootstrap` and `--report` ask for beside the figures.
  private func judge(
    _ trainer: Trainer, on test: any Dataset, _ kinds: [MetricKind], _ classes: [String],
    _ confidence: Double
  ) throws -> (intervals: [(name: String, interval: ConfidenceInterval)], ConfusionMatrix?) {
    guard report || bootstrap != nil else { return ([], nil) }
    let (outputs, labels) = try outputs(of: trainer, on: test)
    let lacking = outputs.isNaN.any(axis: -1).doubles.reduce(0, +)
    guard lacking == 0 else { throw divergence("\(Int(lacking)) of \(test.count)") }
    let intervals = bootstrap.map { resamples in
      kinds.map { kind in
        let interval = kind.interval(
          outputs, labels, resamples: resamples, confidence: confidence, method: .percentile)
        return (name: kind.name, interval: interval)
      }
    }
    let matrix =
      report
      ? ConfusionMatrix(
        truth: labels.doubles.map { Int($0) },
        recognized: outputs.argmax(axis: -1).doubles.map { Int($0) }, classes: classes.count) : nil
    return (intervals ?? [], matrix)
  }

  /// Judges a model of another program that predicts values.
  private func evaluateValues(_ file: ModelFile, _ model: any Layer) throws {
    for (option, isGiven) in [
      ("--plots", plots != nil), ("--report", report), ("--bootstrap", bootstrap != nil),
      ("--metrics", metrics.list != nil),
    ] where isGiven {
      throw UsageError("\(option) is for classifiers; \(paths[0]) gives values")
    }
    let test = try source.loadTest(for: file, at: paths[0]).test
      .reshaped(to: Shape(file.inputShape))
    let trainer = Trainer(
      model, optimizer: SGD(), loss: file.loss,
      metrics: [MetricKind.meanAbsoluteError, .r2Score].map { $0.make() })
    let result = try trainer.evaluate(test)
    if json.isGiven {
      try printJSON(result, test.count, [], 0.95, nil, [])
    } else {
      printTables(result, test.count, [], 0.95, nil, [])
    }
  }

  /// Judges a learner of any kind as its training did: on what `--data` names, else on the run's
  /// own held-out examples.
  private func evaluate(_ trained: TrainedModel, _ confidence: Double) throws {
    let classes = trained.facts.classNames
    let supervised = trained.learner as? SupervisedLearner
    let goal = trained.recipe.supervision.flatMap { part in supervised.map { (part, $0) } }
    for (option, isGiven, isOfClasses) in [
      ("--plots", plots != nil, true), ("--report", report, true),
      ("--bootstrap", bootstrap != nil, true), ("--metrics", metrics.list != nil, false),
    ] where isGiven && (goal == nil || isOfClasses && classes.isEmpty) {
      let kind = goal == nil ? "judges itself" : "gives values"
      throw UsageError("\(option) is for classifiers; \(paths[0]) \(kind)")
    }
    let test = try source.loadTest(for: trained, at: paths[0])
    guard trained.missingNetworks.isEmpty else {
      throw UsageError(
        """
        \(paths[0]) holds no weights of \(trained.missingNetworks.joined(separator: ", ")), which \
        judging needs: name the run's folder, with its checkpoints
        """
      )
    }
    var kinds: [MetricKind] = []
    if let (supervision, learner) = goal {
      kinds = try RunRequest.makeMetrics(
        metrics.names ?? [], option: "--metrics",
        fromLogits: supervision.givesProbabilities(trained.settings, trained.facts),
        isOfClasses: !classes.isEmpty)
      learner.metrics = kinds.map { $0.make() }
    }
    let result = try trained.learner.evaluate(test, generator: RandomGenerator(seed: 0))
    guard !result.values.isEmpty else {
      throw UsageError(
        "\(trained.recipe.name) has no examples to judge by and does not judge itself")
    }
    let (intervals, matrix) =
      try goal.map { try judge($0.1, on: test, kinds, classes, confidence) } ?? ([], nil)
    let drawn = try plots.flatMap { folder in
      try goal.map { try draw(trained, $0.0, $0.1.model, on: test, into: folder) }
    }
    if json.isGiven {
      try printJSON(result, test.count, intervals, confidence, matrix, classes)
    } else {
      printTables(result, test.count, intervals, confidence, matrix, classes)
      if let plots, let drawn { print("drawn into \(plots): \(drawn.joined(separator: ", "))") }
    }
  }

  /// Draws how a run on data of the user's own does.
  private func draw(
    _ trained: TrainedModel, _ supervision: Supervision, _ model: any Layer,
    on test: any Dataset, into folder: String
  ) throws -> [String] {
    let facts = trained.facts
    guard facts.inputs.count == 1 else {
      throw UsageError("--plots is for models of one input; \(paths[0]) has \(facts.inputs.count)")
    }
    let drawings = try ClassifierPictures(
      of: model, on: test, inputShape: facts.inputShape, exampleShape: facts.ownShape,
      givesProbabilities: supervision.givesProbabilities(trained.settings, facts),
      title: "\(trained.recipe.name) on \((facts.name as NSString).lastPathComponent)")
    return try draw(drawings, into: folder, pictures.colours.theme())
  }

  /// Throws where a run is named twice, however it is written: it would count twice in silence.
  private func checkDistinct() throws {
    var seen: Set<String> = []
    for path in paths {
      let folder = RunFolder(path)
      let file = URL(fileURLWithPath: folder.exists ? folder.modelFile : path)
      guard seen.insert(file.resolvingSymlinksInPath().path).inserted else {
        throw UsageError("\(path) is named twice: an ensemble's members are different runs")
      }
    }
  }

  /// The test set, shaped for the model, and the data set that it belongs to.
  private func loadTest(
    of file: ModelFile
  ) throws -> (any Dataset, (name: String, shape: Shape)) {
    let (test, set) = try source.loadTest(for: file, at: paths[0])
    // Arrays of one's own need not have all classes.
    let isOwn = source.dataset == nil && file.dataset.isEmpty
    guard
      test.classNames.count == file.classes.count
        || isOwn && test.classNames.count < file.classes.count
    else {
      throw UsageError(
        """
        the model tells \(file.classes.count) classes apart; \(set.name) has \
        \(test.classNames.count)
        """
      )
    }
    return (test.reshaped(to: Shape(file.inputShape)), set)
  }

  /// Writes the pictures and returns the names of their files.
  private func draw(
    _ drawings: ClassifierPictures?, into folder: String, _ theme: Theme
  ) throws -> [String] {
    guard let drawings else { throw divergence("these") }
    try AtomicFile.makeFolder(folder, option: "--plots")
    return try drawings.all().map { name, drawing in
      var drawing = drawing
      drawing.theme = theme
      let file = "\(name).\(pictures.format.rawValue)"
      try drawing.write(to: "\(folder)/\(file)")
      return file
    }
  }

  /// The error of a model whose outputs for such examples are not numbers.
  private func divergence(_ examples: String) -> FileError {
    FileError(
      paths[0],
      "gives no numbers for \(examples) examples: its training diverged; train with a smaller rate")
  }

  /// The model's outputs for all examples, and their classes.
  private func outputs(of trainer: Trainer, on test: any Dataset) throws -> (Tensor, Tensor) {
    var (outputs, labels): ([Tensor], [Tensor]) = ([], [])
    let batches = DataLoader(test, batchSize: 128).batches(epoch: 0)
    while let batch = try batches.next() {
      outputs.append(trainer.predict(batch.inputs)[0])
      labels.append(batch.labels)
    }
    return (Tensor.concatenated(outputs, axis: 0), Tensor.concatenated(labels, axis: 0))
  }

  private func printTables(
    _ result: Evaluation, _ count: Int,
    _ intervals: [(name: String, interval: ConfidenceInterval)], _ confidence: Double,
    _ matrix: ConfusionMatrix?, _ classes: [String]
  ) {
    var rows = result.values.map { value in
      let interval = intervals.first { $0.name == value.name }?.interval
      let ends = interval.map { String(format: "%.4f to %.4f", $0.lower, $0.upper) }
      return [value.name, String(value.value)] + (ends.map { [$0] } ?? [])
    }
    rows.append(["examples", "\(count)"])
    print(table(rows))
    if !intervals.isEmpty {
      print("intervals hold with a probability of \(confidence), by \(bootstrap ?? 0) samples")
    }
    guard let matrix else { return }
    print("\n\(ClassificationReport(matrix, names: classes.map(\.shownInOneLine)))\n")
    print("rows: the class it is; columns: the class it was taken for")
    let counts = zip(classes, matrix.counts).map { name, row in [name] + row.map(String.init) }
    print(table([[""] + classes] + counts, right: Set(1...classes.count)))
  }

  private func printJSON(
    _ result: Evaluation, _ count: Int,
    _ intervals: [(name: String, interval: ConfidenceInterval)], _ confidence: Double,
    _ matrix: ConfusionMatrix?, _ classes: [String]
  ) throws {
    var fields = result.values.map { "\"\($0.name)\":\(jsonNumber($0.value))" }
    fields.append("\"examples\":\(count)")
    if !intervals.isEmpty {
      let objects = intervals.map { name, interval in
        let bounds = [
          ("lower", interval.lower), ("upper", interval.upper),
          ("standard_error", interval.standardError),
        ]
        let fields = bounds.map { #""\#($0)":\#(jsonNumber($1))"# }
        return #""\#(name)":{\#(fields.joined(separator: ","))}"#
      }
      fields.append("\"confidence\":\(confidence)")
      fields.append("\"intervals\":{\(objects.joined(separator: ","))}")
    }
    if let matrix {
      let report = try ClassificationReport(matrix, names: classes).json(isPretty: false)
      let rows = matrix.counts.map { "[\($0.map(String.init).joined(separator: ","))]" }
      fields.append("\"report\":\(report)")
      fields.append("\"confusion\":[\(rows.joined(separator: ","))]")
    }
    print("{\(fields.joined(separator: ","))}")
  }
}

extension Ensemble.Combination: ExpressibleByArgument {}
