import Apus
import ArgumentParser

/// `apus evaluate`
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Computes loss and accuracy of a trained model on a test set.",
    discussion: """
      Several runs are evaluated as one ensemble, by the mean of their probabilities or as --combine says:

        apus evaluate runs/first runs/second runs/third
      """)

  @Argument(
    help: ArgumentHelp(
      "A run's folder or a model.safetensors file, or several.", valueName: "run"))
  var paths: [String]

  @Option(
    help: "How several runs become one: the mean of probabilities or outputs, or by votes.")
  var combine: Ensemble.Combination?

  @Option(help: "The data set; by default the one the model learned from.")
  var dataset: String?

  @Option(help: "The folder that holds the data set's files.")
  var data: String?

  @Flag(help: "Print one line of JSON.")
  var json = false

  func run() throws {
    let (file, model) = try ModelFile.loadEnsemble(paths, combining: combine)
    let name = dataset ?? file.dataset
    let set: NamedDataset
    do {
      set = try namedDataset(name)
    } catch let error as RecipeError where dataset == nil {
      throw FileError(paths[0], "was trained on another version's data: \(error)")
    }
    let shape = Shape(file.inputShape)
    let test = try set.load(given: data, progress: showDownload).test
    guard test.featureShape.elementCount == shape.elementCount,
      test.classNames.count == file.classes.count
    else {
      throw UsageError(
        "the model tells \(file.classes.count) classes of examples \(shape) apart, but \(name) has \(test.classNames.count) of \(test.featureShape)"
      )
    }
    let trainer = Trainer(
      model, optimizer: SGD(), loss: file.loss,
      metrics: [MetricKind.accuracy.make()])
    let result = try trainer.evaluate(test.reshaped(to: shape))
    if json {
      let values = result.values.map { "\"\($0.name)\":\(jsonNumber($0.value))" }
      print("{\(values.joined(separator: ",")),\"examples\":\(test.count)}")
    } else {
      print(
        table(result.values.map { [$0.name, String($0.value)] } + [["examples", "\(test.count)"]]))
    }
  }
}

extension Ensemble.Combination: ExpressibleByArgument {}
