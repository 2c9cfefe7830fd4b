import Apus
import ArgumentParser

/// Where a data set's files are.
struct DataFolderOption: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: "The folder that holds the data set's files, or its name's folder.")
  var folder: String?

  func validate() throws { try checkPath(folder, "--data") }
}

/// What a recipe learns from, and its settings.
struct RecipeOptions: ParsableArguments {
  @Option(help: "The data set, where the recipe takes several; the same as --set dataset=NAME.")
  var dataset: String?

  @OptionGroup var data: DataFolderOption

  @Option(name: .customLong("set"), help: "A setting, key=value; may be given several times.")
  var settings: [String] = []

  /// What `--set` and `--dataset` say, each setting once.
  func assignments() throws -> [String: String] {
    try parseAssignments(settings + (dataset.map { ["dataset=\($0)"] } ?? []))
  }
}

/// What a trained model is used on.
struct ModelDataOptions: ParsableArguments {
  @Option(help: "The data set; by default the one the model learned from.")
  var dataset: String?

  @OptionGroup var data: DataFolderOption

  /// The test set for the model of `path`, as the data set has it.
  ///
  /// - Throws: ``DataError`` where there is none, ``UsageError`` where the model takes examples of another shape, or labels that are no classes.
  func loadTest(for file: ModelFile, at path: String) throws -> (
    test: any Dataset, set: NamedDataset
  ) {
    let name = dataset ?? file.dataset
    let set: NamedDataset
    do {
      set = try namedDataset(name)
    } catch let error as RecipeError where dataset == nil {
      throw FileError(path, "was trained on another version's data: \(error)")
    }
    let parts = try set.load(given: data.folder, progress: showDownload)
    try parts.checkBothParts(of: name)
    let test = parts.test
    let shape = Shape(file.inputShape)
    guard test.featureShape.elementCount == shape.elementCount, test.labelType == .classes else {
      throw UsageError("the model takes examples \(shape); \(name) has \(test.featureShape)")
    }
    return (test, set)
  }
}
