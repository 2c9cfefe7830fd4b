import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import ApusNN
import ApusTraining
import Foundation

/// What a `model.safetensors` says of itself beside the weights, so that it can be used anywhere
/// without its run.
public struct ModelFile: Codable, Equatable, Sendable {
  /// The recipe that made it.
  public var recipe: String
  /// The recipe's settings.
  public var settings: [String: String]
  /// The data set it learned from.
  public var dataset: String
  /// The shape of one example as the model takes it.
  public var inputShape: [Int]
  /// The names of its classes.
  public var classes: [String]
  /// What is known of its data beyond that, for recipes of other kinds and of the user's own files.
  public var facts: DataFacts?
  /// What the outputs of another program's network mean, where they are no scores of classes:
  /// labels or values.
  public var meaning: OutputMeaning?
  /// What the network was in another program's file; nil for models of Apus.
  public var source: Source?

  /// A network of another program.
  public struct Source: Codable, Equatable, Sendable {
    /// What its file calls the input.
    public var input: String
    /// What its file calls the output.
    public var output: String
    /// Whether the file's own outputs are probabilities, of which the model here gives scores.
    public var isSoftened: Bool
  }

  /// What its recipe minimizes; the cross-entropy from logits for recipes of other versions.
  public var loss: Loss {
    switch meaning {
    case .values: return .meanSquaredError
    case .labels:
      return Loss("binaryCrossEntropy", reading: .probabilities) { outputs, labels in
        let isClass = labels.rank < outputs.rank || labels.shape != outputs.shape
        let classes = isClass ? labels.reshaped(to: [labels.elementCount]) : labels
        return binaryCrossEntropy(
          outputs, isClass ? classes.oneHot(depth: outputs.shape[1]) : labels)
      }
    default: break
    }
    guard let recipe = try? Recipe.known(recipe), let supervision = recipe.supervision,
      let values = try? SettingValues(settings, for: recipe.settings),
      let facts = facts ?? recipe.data.expectedFacts(values)
    else { return .sparseCategoricalCrossEntropy(fromLogits: true) }
    return supervision.loss(values, facts)
  }

  /// Whether softmax makes probabilities of the model's outputs, which are scores otherwise.
  public var givesProbabilities: Bool { loss.name == "sparseCategoricalCrossEntropy" }

  /// What the description is called in the metadata of files.
  static let key = "apus.model"

  /// The metadata of a model's file: this, and the architecture.
  public func metadata(for model: any Layer) throws -> [String: String] {
    [
      Self.key: try description(),
      WholeModel.architectureKey: try WholeModel.json(
        try ModelConfiguration(of: model)),
      WholeModel.inputShapeKey: try WholeModel.json(inputShape),
    ]
  }

  /// What is said of the model beside its architecture, as JSON.
  func description() throws -> String { try WholeModel.json(self) }

  /// The model in a run's folder or a file, with its weights. A file of ONNX or Keras is imported.
  ///
  /// - Throws: ``FileError`` if the file is missing, damaged, or another program's.
  ///
  /// - Parameter options: what the file of another program does not say.
  public static func load(
    _ path: String, options: ImportOptions = ImportOptions()
  ) throws -> (file: ModelFile, model: any Layer) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileError(
        path, "there is no such run or model file; `apus runs list` shows the runs there are")
    }
    let source = isFolder.boolValue ? path + "/model.safetensors" : path
    if isFolder.boolValue, !FileManager.default.fileExists(atPath: source) {
      throw FileError(path, try whyNoModel(RunFolder(path)))
    }
    guard try ModelFileKind(of: source) == .safetensors else {
      let made = try ModelImport(source, options: options)
      return (made.file, made.model)
    }
    guard options.isEmpty else {
      throw FileError(
        path,
        """
        is a model of Apus, which knows its input and classes; import the other program's file \
        again to say other ones
        """
      )
    }
    let contents = try Safetensors(contentsOf: source)
    if ArrayNetwork.isDescribed(in: contents.metadata) {
      throw FileError(
        path,
        """
        is a network of arrays by name, of no other meaning: apus predict \(path) --input \
        NAME=FILE.npy --out DIR
        """
      )
    }
    if let text = contents.metadata[key],
      let file = try? JSONDecoder().decode(ModelFile.self, from: Data(text.utf8)),
      contents.metadata[WholeModel.architectureKey] == nil
    {
      // Blocks that do not describe themselves are made again by the recipe.
      let model = try file.modelOfRecipe(path)
      try model.setWeights(contents.tensors, from: source)
      return (file, model)
    }
    guard let text = contents.metadata[key],
      let architecture = contents.metadata[WholeModel.architectureKey],
      let file = try? JSONDecoder().decode(ModelFile.self, from: Data(text.utf8))
    else {
      throw FileError(
        source, "does not say what model it is; expected a model.safetensors that apus wrote")
    }
    // Numbers that a file claims must not make the process trap or take memory by the gigabyte.
    guard (1..<Shape.maximumRank).contains(file.inputShape.count),
      file.inputShape.allSatisfy({ (1...1 << 20).contains($0) }),
      file.inputShape.reduce(1.0, { $0 * Double($1) }) <= Double(1 << 26)
    else {
      throw FileError(
        source, "is damaged: an input shape of \(file.inputShape.prefix(9)); train the model again")
    }
    let model: any Layer
    do {
      let configuration = try JSONDecoder().decode(
        ModelConfiguration.self, from: Data(architecture.utf8))
      model = try configuration.makeModel(
        inputShape: Shape(file.inputShape), registry: RecipeRegistry.layers)
    } catch {
      throw FileError(source, "describes a model that cannot be built: \("\(error)".onOneLine)")
    }
    guard (model as? Model)?.outputCount ?? 1 == 1,
      let output = try? model.checkedBuild(Shape(file.inputShape)),
      output == [file.classes.count] || file.meaning == .values && output.rank == 1
    else {
      throw FileError(
        source,
        """
        names \(file.classes.count) classes, but its model does not give one number for each; \
        train it again
        """
      )
    }
    try model.setWeights(contents.tensors, from: source)
    return (file, model)
  }

  /// The model as its recipe makes it, of which the file at `path` holds the weights alone.
  private func modelOfRecipe(_ path: String) throws -> any Layer {
    guard let recipe = RecipeRegistry.recipes.first(where: { $0.name == recipe }),
      let supervision = recipe.supervision
    else { throw FileError(path, TrainedModel.lacking(recipe)) }
    do {
      let values = try SettingValues(settings, for: recipe.settings)
      let model = supervision.model(values, try facts ?? recipe.facts(values))
      guard try model.checkedBuild(Shape(inputShape)) == [classes.count] || meaning == .values
      else { throw RecipeError("its model does not give a number for each class") }
      return model
    } catch let error as RecipeError {
      throw FileError(path, "is not of this version: \(error)")
    } catch let error as ConfigurationError {
      throw FileError(path, "is not of this version: \(error)")
    }
  }

  /// Why a folder holds no model, and what to do.
  private static func whyNoModel(_ folder: RunFolder) throws -> String {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      return "cannot be listed; check its permissions"
    }
    if names.contains("folds.json") {
      return "is a cross-validation and holds no model of its own; name the run of a part, fold-…"
    }
    if names.contains("study.json") {
      return "is a search and holds no model of its own; name the run of a trial, trials/…"
    }
    let configuration = try RunConfiguration(of: folder)
    if Sweep.named(configuration.recipe) != nil {
      return "is a sweep, \(configuration.recipe), and holds a table, table.csv, but no model"
    }
    if try folder.epochsKept() > 0 {
      return "has lost its model.safetensors; write it again with apus train --resume"
    }
    return
      "holds no model.safetensors: the run has not finished an epoch; train it on with --resume"
  }

  /// The models in several runs' folders or files as one, which answer by `combination`; that of a
  /// single one as it is.
  ///
  /// - Parameters:
  ///   - combination: nil: the mean of probabilities where models give them, else of what they
  ///     give.
  /// - Throws: ``FileError`` as ``load(_:)`` does, and where models do not belong together.
  public static func loadEnsemble(
    _ paths: [String], combining combination: Ensemble.Combination? = nil,
    options: ImportOptions = ImportOptions()
  ) throws -> (file: ModelFile, model: any Layer) {
    require(!paths.isEmpty, "loadEnsemble: no paths; there must be at least one")
    let models = try paths.map { try load($0, options: options) }
    let file = models[0].file
    for (path, other) in zip(paths, models).dropFirst() {
      guard other.file.classes == file.classes, other.file.inputShape == file.inputShape,
        other.file.givesProbabilities == file.givesProbabilities,
        other.file.meaning == file.meaning
      else {
        throw FileError(
          path,
          """
          does not answer the same question as \(paths[0]): members of an ensemble take the same \
          inputs and tell the same classes apart
          """
        )
      }
    }
    if models.count == 1 { return models[0] }
    return (
      file,
      Ensemble(
        models.map(\.model),
        combining: combination ?? (file.givesProbabilities ? .probabilities : .outputs),
        givesLogits: file.givesProbabilities)
    )
  }
}
