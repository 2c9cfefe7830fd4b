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

      With --plots DIR also draws the confusion matrix, ROC and precision-recall curves, calibration, examples and the \
      mistakes that the model was the most sure of.
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

  @Option(help: "Draw how the model does into this folder.")
  var plots: String?

  @OptionGroup var pictures: PictureOptions

  @Flag(help: "Print one line of JSON.")
  var json = false

  func run() throws {
    let theme = try pictures.checkedTheme()
    if plots != nil { try pictures.format.check() }
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
    let drawn = try plots.map { folder in
      try draw(
        try ClassifierPictures(
          of: model, on: test, inputShape: shape, exampleShape: set.featureShape,
          givesProbabilities: file.givesProbabilities, title: "\(file.recipe) on \(name)"),
        into: folder, theme)
    }
    if json {
      let values = result.values.map { "\"\($0.name)\":\(jsonNumber($0.value))" }
      print("{\(values.joined(separator: ",")),\"examples\":\(test.count)}")
    } else {
      print(
        table(result.values.map { [$0.name, String($0.value)] } + [["examples", "\(test.count)"]]))
      if let plots, let drawn { print("drawn into \(plots): \(drawn.joined(separator: ", "))") }
    }
  }

  /// Writes the pictures and returns the names of their files.
  private func draw(
    _ drawings: ClassifierPictures?, into folder: String, _ theme: Theme
  ) throws -> [String] {
    guard let drawings else {
      throw FileError(
        paths[0],
        "gives no numbers for these examples: its training diverged; train with a smaller rate"
      )
    }
    try AtomicFile.makeFolder(folder)
    return try drawings.all().map { name, drawing in
      var drawing = drawing
      drawing.theme = theme
      let file = "\(name).\(pictures.format.rawValue)"
      try drawing.write(to: "\(folder)/\(file)")
      return file
    }
  }
}

extension Ensemble.Combination: ExpressibleByArgument {}
