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

/// The settings of a recipe, among them the data set that it learns from.
struct SettingOptions: ParsableArguments {
  @Option(help: "The data set, where the recipe takes several; the same as --set dataset=NAME.")
  var dataset: String?

  @Option(name: .customLong("set"), help: "A setting, key=value; may be given several times.")
  var settings: [String] = []

  /// What `--set` and `--dataset` say, each setting once.
  func assignments() throws -> [String: String] {
    try parseAssignments(settings + (dataset.map { ["dataset=\($0)"] } ?? []))
  }
}

/// What a recipe learns from, and its settings.
struct RecipeOptions: ParsableArguments {
  @OptionGroup var chosen: SettingOptions
  @OptionGroup var data: DataFolderOption
}

/// What a trained model is used on.
struct ModelDataOptions: ParsableArguments {
  @Option(help: "The data set; by default the one the model learned from.")
  var dataset: String?

  @OptionGroup var data: DataFolderOption

  /// The test set for the model of `path`, as the data has it, and what the data is called and has
  /// as examples.
  ///
  /// A model that names no data set is judged by arrays x and y that `--data` names.
  ///
  /// - Throws: ``DataError`` if the data cannot be found, ``UsageError`` if the model takes
  ///   examples of another shape, or other labels.
  func loadTest(for file: ModelFile, at path: String) throws -> (
    test: any Dataset, set: (name: String, shape: Shape)
  ) {
    let name = dataset ?? file.dataset
    let test: any Dataset
    if name.isEmpty {
      guard let folder = data.folder else {
        throw UsageError(
          """
          \(path) names no data set to judge by: give --dataset NAME, or --data FILE.npz of arrays \
          x and y
          """
        )
      }
      let arrays = try NumPyData(folder)
      guard
        let found = arrays.dataset(.test) ?? arrays.dataset(.validation) ?? arrays.dataset(.train)
      else { throw UsageError("--data \(folder): expected arrays x and y") }
      test = found
    } else {
      let set: NamedDataset
      do {
        set = try namedDataset(name)
      } catch let error as RecipeError where dataset == nil {
        throw FileError(path, "was trained on another version's data: \(error)")
      }
      let parts = try set.load(given: data.folder, progress: showDownload)
      try parts.checkBothParts(of: name)
      test = parts.test
    }
    let shape = Shape(file.inputShape)
    let shown = name.isEmpty ? data.folder ?? "" : name
    guard test.featureShape.elementCount == shape.elementCount else {
      throw UsageError("the model takes examples \(shape); \(shown) has \(test.featureShape)")
    }
    guard (test.labelType == .classes) == (file.meaning != .values) else {
      throw UsageError(
        file.meaning == .values
          ? "the model gives values; \(shown) has classes"
          : "the model tells classes apart; \(shown) has values")
    }
    return (test, (shown, test.featureShape))
  }

  /// The examples that a learner of `path` is judged by, which learned from the user's own data:
  /// what `--data` names, else the run's held-out examples.
  ///
  /// - Throws: ``DataError`` where they cannot be read or do not go with what was learned,
  ///   ``UsageError`` where nothing names any.
  func loadTest(for trained: TrainedModel, at path: String) throws -> any Dataset {
    if let dataset {
      throw UsageError(
        """
        --dataset \(dataset): \(trained.recipe.name) learned from data of your own; give --data PATH
        """
      )
    }
    if let folder = data.folder {
      let test = try trained.recipe.data.examples(at: folder, trained.facts, trained.settings)
      for note in (test as? EncodedTable)?.notes ?? [] {
        writeToStandardError("\(programName): \(folder): \(note)\n")
      }
      return test
    }
    guard RunFolder(path).exists else {
      throw UsageError("name the examples to judge by: --data PATH")
    }
    return try Experiment(resuming: path).loadData(progress: showDownload).test
  }
}
