import Apus
import ArgumentParser
import Foundation

/// `apus train`
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a recipe and writes the run to a folder.",
    discussion: """
      Settings of each recipe, with their ranges and defaults: `apus list recipes --settings`. Everything can also stand \
      in a YAML file: --print-config writes one to begin with, and every run leaves its own, config.yaml, which repeats it \
      exactly. Ctrl-C finishes the step, writes a checkpoint and says how to go on; a second Ctrl-C stops at once.

      Examples:
        apus train mnist-mlp --epochs 5 --set learningRate=0.0005
        apus train cifar-cnn --data ~/cifar10 --out runs/first
        apus train perceptron --dataset sonar
        apus train mnist-mlp --set optimizer=lion:beta1=0.95 --set schedule=cosinedecay:decayEpochs=10
        apus train mnist-mlp --callback EarlyStopping:patience=3,restoreBestWeights=true --metrics f1,topK:k=3
        apus train mnist-mlp --print-config > run.yaml
        apus train --config run.yaml --epochs 5
        apus train cifar-cnn --resume runs/first --epochs 30

      A sweep, such as bias-variance, trains many models for a table of a row each size; it has settings, a seed and a \
      run's folder, and goes on with --resume as well:
        apus train bias-variance --set model=network --out runs/parts
      """)

  @OptionGroup var arguments: TrainingArguments

  @Option(help: "The run's folder; by default runs/<time>-<recipe>.")
  var out: String?

  @Option(help: "The folder of a run to go on with.")
  var resume: String?

  @Flag(help: "Print the settings as a YAML file with comments, and train nothing.")
  var printConfig = false

  @Option(help: "The form of the pictures in the run's folder plots: svg or png.")
  var plots = PictureFormat.svg

  @Flag(help: "Print JSON lines and nothing else on standard output.")
  var json = false

  func run() throws {
    if let name = arguments.recipe, let sweep = Sweep.named(name) { return try run(sweep) }
    for (value, option) in [(out, "--out"), (resume, "--resume")]
    where value?.isEmpty == true { throw UsageError("\(option) is empty: expected a folder") }
    let request = try arguments.request()
    if printConfig {
      let (recipe, _, configuration) = try request.resolved()
      print(configuration.template(of: recipe), terminator: "")
      return
    }
    let experiment = try makeExperiment(request)
    if let data = arguments.data, experiment.dataset.isMade {
      throw UsageError(
        "--data \(data): \(experiment.dataset.name) is made on the spot and read from no folder")
    }
    try plots.check()
    experiment.pictureFormat = plots
    try experiment.prepare()
    let splits = try experiment.loadData(progress: showDownload)
    try execute(experiment, splits, checkpointEvery: arguments.checkpointEvery, json: json)
  }

  private func makeExperiment(_ request: RunRequest) throws -> Experiment {
    guard let resume else {
      let recipe = try request.resolved().recipe
      let folder = try out ?? request.out() ?? defaultFolder(for: recipe.name)
      return try Experiment(request, out: folder)
    }
    guard out == nil || out == resume else {
      throw UsageError("--resume goes on in the run's own folder: leave --out away")
    }
    guard !arguments.changesRun else {
      throw UsageError(
        "--resume keeps what the run was told: give --epochs, --data and --checkpoint-every alone with it"
      )
    }
    let experiment = try Experiment(
      resuming: resume, epochs: arguments.epochs, data: arguments.data)
    if let name = arguments.recipe,
      try Recipe.named(name, or: Sweep.all.map(\.name)).name != experiment.recipe.name
    {
      throw UsageError("\(resume) is a run of \(experiment.recipe.name), not of \(name)")
    }
    return experiment
  }
}

/// The assignments of `--set key=value`, each key once.
func parseAssignments(_ texts: [String]) throws -> [String: String] {
  var result: [String: String] = [:]
  for text in texts {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      throw UsageError("--set \(text): expected key=value")
    }
    let key = String(text[..<equals])
    guard result.updateValue(String(text[text.index(after: equals)...]), forKey: key) == nil else {
      throw UsageError("--set \(key) is given twice")
    }
  }
  return result
}

/// Throws where an option's value is below 1.
func positive(_ value: Int?, _ option: String) throws {
  if let value, value < 1 { throw UsageError("\(option) \(value): expected at least 1") }
}

/// `runs/<time>-<recipe>`, with a number behind it where that is taken.
func defaultFolder(for name: String, in folder: String = "runs") -> String {
  let format = DateFormatter()
  format.locale = Locale(identifier: "en_US_POSIX")
  format.dateFormat = "yyyyMMdd-HHmmss"
  let base = "\(folder)/\(format.string(from: Date()))-\(name)"
  var path = base
  var number = 2
  while FileManager.default.fileExists(atPath: path) {
    path = "\(base)-\(number)"
    number += 1
  }
  return path
}

/// Trains, tells of it and of its end; throws the signal's exit status (130, 143) where it was interrupted.
@discardableResult
func execute(
  _ experiment: Experiment, _ data: DatasetSplits, checkpointEvery: Int? = nil, json: Bool
) throws -> History {
  let reporter: any Reporter = json ? JSONReporter() : ConsoleReporter()
  let configuration = experiment.configuration
  let path = experiment.folder.path
  if !json {
    print(
      "\(experiment.recipe.name): \(data.train.count) examples to train on, \(data.test.count) to validate, run in \(path)"
    )
  }
  let began = ContinuousClock.now
  let history = try experiment.train(
    on: data, checkpointEvery: checkpointEvery, reporter: reporter, interrupt: .signals,
    index: .user)
  let seconds = began.duration(to: .now).seconds
  if history.wasInterrupted {
    reporter.note(
      "interrupted after \(history.epochs.count) of \(configuration.epochs) epochs; go on with: apus train \(experiment.recipe.name) --resume \(quoted(path)) --epochs \(configuration.epochs)"
    )
    if json {
      print(
        "{\"event\":\"interrupted\",\"run\":\(try jsonText(path)),\"epochs\":\(history.epochs.count)}"
      )
    }
    throw ExitCode(128 + Interrupt.signals.signal)
  }
  let last = history.epochs.last
  if json {
    let values = (last?.values ?? []).map { "\"\($0.name)\":\(jsonNumber($0.value))" }
    let fields =
      [
        "\"event\":\"done\"", "\"run\":\(try jsonText(path))",
        "\"epochs\":\(history.epochs.count)",
        "\"seconds\":\(jsonNumber((seconds * 1000).rounded() / 1000))",
      ] + values
    print("{\(fields.joined(separator: ","))}")
  } else {
    print("done in \(duration(seconds)); the model is in \(experiment.folder.modelFile)")
  }
  return history
}

/// A path as a shell reads it.
func quoted(_ path: String) -> String {
  path.contains(where: { " '\"\\$&|;()<>*?".contains($0) })
    ? "'" + path.replacing("'", with: "'\\''") + "'" : path
}

/// Text as a JSON string.
func jsonText(_ text: String) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .withoutEscapingSlashes
  return String(decoding: try encoder.encode(text), as: UTF8.self)
}
