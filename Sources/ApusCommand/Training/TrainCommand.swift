import Apus
import ArgumentParser
import Foundation

/// `apus train`
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a recipe and writes the run to a folder.",
    discussion: """
      Settings of each recipe, with their ranges and defaults: `apus list recipes --settings`. \
      Everything can also stand in a YAML file: --print-config writes one to begin with, and every \
      run leaves its own, config.yaml, which repeats it exactly. Ctrl-C finishes the step, writes \
      a checkpoint and says how to go on; a second Ctrl-C stops at once.

      Examples:
        apus train mnist-mlp --epochs 5 --set learningRate=0.0005
        apus train cifar-cnn --data ~/cifar10 --out runs/first
        apus train perceptron --dataset sonar
        apus train mnist-mlp --set optimizer=lion:beta1=0.95 --set \
        schedule=cosinedecay:decayEpochs=10
        apus train mnist-mlp --callback EarlyStopping:patience=3,restoreBestWeights=true --metrics \
        f1,topK:k=3
        apus train mnist-mlp --print-config > run.yaml
        apus train --config run.yaml --epochs 5
        apus train --resume runs/first --epochs 30
        apus train --resume runs/first --callback none      # on behind what early stopping ended

      A sweep, such as bias-variance, trains many models for a table of a row each size; it has \
      settings, a seed and a run's folder, and goes on with --resume as well:
        apus train bias-variance --set model=network --out runs/parts
      """)

  @OptionGroup var arguments: TrainingArguments
  @OptionGroup var out: OutOption
  @OptionGroup var resume: ResumeOption

  @Flag(help: "Print the settings as a YAML file with comments, and train nothing.")
  var printConfig = false

  @Option(help: "The form of the pictures in the run's folder plots: svg or png.")
  var plots = PictureFormat.svg

  @OptionGroup var json: JSONOption

  func run() throws {
    if let name = try resumedName() ?? arguments.recipe, let sweep = Sweep.named(name) {
      return try run(sweep)
    }
    let request = try arguments.request()
    if printConfig {
      let (recipe, _, configuration) = try request.resolved()
      print(configuration.template(of: recipe), terminator: "")
      return
    }
    let experiment = try makeExperiment(request)
    if experiment.isComplete {
      let history = try experiment.folder.history()
      if json.isGiven { return tell(of: history, of: experiment, seconds: 0, json: true) }
      let (path, count) = (experiment.folder.path, history.epochs.count)
      print("nothing is left to train: \(path) has its \(count) epochs; --epochs asks for more")
      return
    }
    try plots.check()
    experiment.pictureFormat = plots
    try experiment.prepare()
    let splits = try experiment.loadData(progress: showDownload)
    let history = try execute(experiment, splits, json: json.isGiven)
    if let resume = resume.folder, let name = history.stoppedBy, !json.isGiven {
      print(
        """
        to train on without \(name): \(programName) train --resume \(shellQuoted(resume)) \
        --callback none, or with those that stay
        """
      )
    }
  }

  /// The recipe or sweep of the run that `--resume` names, as its folder says; nil without
  /// `--resume`.
  private func resumedName() throws -> String? {
    guard let resume = resume.folder else { return nil }
    guard out.folder == nil || out.folder == resume else {
      throw UsageError("--resume goes on in the run's own folder: leave --out away")
    }
    if let option = arguments.optionThatIsKept {
      let others = RunOption.all.filter(\.mayChange).compactMap(\.argument).map(\.name)
      throw UsageError(
        """
        --resume keeps what the run was told: leave \(option) away; only \
        \(others.joined(separator: ", ")) may change
        """
      )
    }
    let name = try RunConfiguration(of: RunFolder(resume)).recipe
    if let given = arguments.recipe, given.lowercased() != name.lowercased() {
      if Sweep.named(given) == nil { _ = try Recipe.named(given, or: Sweep.all.map(\.name)) }
      throw UsageError("\(resume) is a run of \(name), not of \(given)")
    }
    return name
  }

  private func makeExperiment(_ request: RunRequest) throws -> Experiment {
    if let resume = resume.folder {
      return try Experiment(resuming: resume, changes: request)
    }
    let recipe = try request.resolved().recipe
    let folder = try out.folder ?? request.out() ?? defaultFolder(for: recipe.name)
    return try Experiment(request, out: folder)
  }
}
