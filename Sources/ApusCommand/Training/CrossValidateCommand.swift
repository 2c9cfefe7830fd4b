import Apus
import ArgumentParser
import Foundation

/// `apus cross-validate`
struct CrossValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cross-validate",
    abstract: "Trains a recipe once for each part of its training set and judges it by that part.",
    discussion: """
      Prints loss and metrics of each part, and their mean and standard deviation. Takes every \
      option of `apus train` that says how to train. The folder holds a run for each part; \
      --resume goes on with one that was stopped.

      Examples:
        apus cross-validate mlp-classic --dataset iris --folds 10
        apus cross-validate svm --dataset sonar --leave-one-out --epochs 50
        apus cross-validate rbf --dataset banknote --bootstrap 20 --metrics f1,auc
      """)

  @OptionGroup var arguments: TrainingArguments

  @Option(parsing: .unconditional, help: "How many parts, with each class's share; 5 by default.")
  var folds: Int?

  @Flag(help: "Make each example a part of its own.")
  var leaveOneOut = false

  @Option(
    parsing: .unconditional,
    help: "Draw as many training sets with replacement; what is not drawn judges.")
  var bootstrap: Int?

  @OptionGroup var out: OutOption
  @OptionGroup var resume: ResumeOption

  @OptionGroup var json: JSONOption

  func validate() throws {
    try positive(folds, "--folds")
    try positive(bootstrap, "--bootstrap", atMost: 10_000)
  }

  func run() throws {
    let validation = try makeValidation()
    var parts: [CrossValidation.Part] = []
    for number in 1...validation.count {
      let experiment = try validation.experiment(number)
      if json.isGiven {
        TrainingEvent.foldBegins(number, of: validation.count).print()
      } else {
        print("part \(number) of \(validation.count), run in \(experiment.folder.path)")
      }
      let reporter: any Reporter = json.isGiven ? JSONReporter() : ConsoleReporter()
      let part = try validation.run(
        experiment, number, reporter: reporter, interrupt: .signals, index: .user,
        progress: showDownload)
      guard let part else {
        reporter.note(
          """
          interrupted in part \(number); go on with: apus cross-validate --resume \
          \(shellQuoted(validation.path))
          """
        )
        throw ExitCode(128 + Interrupt.signals.signal)
      }
      parts.append(part)
      try validation.write(parts)
    }
    tell(parts, of: validation)
  }

  private func makeValidation() throws -> CrossValidation {
    let chosen = [folds != nil, leaveOneOut, bootstrap != nil].filter { $0 }.count
    if let resume = resume.folder {
      guard arguments.optionThatIsKept == nil, arguments.options.given.isEmpty,
        out.folder == nil, chosen == 0
      else {
        throw UsageError("--resume keeps what was told at first: give it alone")
      }
      return try CrossValidation(resuming: resume)
    }
    guard chosen <= 1 else {
      throw UsageError("--folds, --leave-one-out and --bootstrap are three ways; choose one")
    }
    let request = try arguments.request()
    let divided: Fold.Method = try request.flag("unstratified") ? .plain : .stratified
    let method = leaveOneOut ? .leaveOneOut : bootstrap != nil ? .bootstrap : divided
    let recipe = try request.resolved().recipe
    return try CrossValidation(
      request, method: method, count: leaveOneOut ? nil : bootstrap ?? folds ?? 5,
      out: try out.folder ?? request.out() ?? defaultFolder(for: recipe.name) + "-folds",
      progress: showDownload)
  }

  private func tell(_ parts: [CrossValidation.Part], of validation: CrossValidation) {
    let figures = CrossValidation.figures(parts)
    if json.isGiven {
      for part in parts { TrainingEvent.foldEnds(part).print() }
      TrainingEvent.foldsDone(
        FoldConclusion(run: validation.path, folds: parts.count, figures: figures)
      ).print()
      return
    }
    let number = { (value: Double) in value.isNaN ? "–" : String(format: "%.4f", value) }
    let heading = ["part", "examples"] + figures.map(\.name)
    let rows = parts.map { part in
      ["\(part.number)", "\(part.examples)"] + part.values.map { number($0.value) }
    }
    print("\n" + table([heading] + rows, right: Set(0..<heading.count)) + "\n")
    for figure in figures {
      print("\(figure.name): \(number(figure.mean)) ± \(number(figure.deviation))")
    }
    print("the runs are in \(validation.path)")
  }
}
