import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import ApusNN
import ApusTraining
import Foundation

/// A model that came from another program's file, and what a run's file says of it.
public struct ModelImport {
  /// What the model is and what it tells apart.
  public let file: ModelFile
  /// The model, with its weights.
  public let model: any Layer

  /// The model of a `.safetensors` file that Apus wrote.
  ///
  /// - Throws: ``FileError`` where it is damaged, or says nothing of its architecture.
  public init(safetensors path: String) throws {
    (file, model) = try ModelFile.load(path)
  }

  /// The weights of a `.npz` file, by name, in the model of a recipe.
  ///
  /// - Throws: ``FileError`` where the file is damaged, or its weights are not those of the recipe's model.
  public init(npz path: String, recipe: Recipe, settings: SettingValues) throws {
    try self.init(recipe, settings)
    let archive = try NumPyArchive(path)
    // The weights' types before their elements: a small archive can hold zeros by the gigabyte.
    let wanted = Dictionary(
      model.namedParameters.map { ($0.name, $0.parameter.type) }, uniquingKeysWith: { a, _ in a })
    for name in archive.names {
      guard try archive.type(of: name) == wanted[name] ?? nil else {
        throw FileError(
          path,
          "holds another model: '\(name.prefix(60))' is not a weight of \(recipe.name) with these settings; see `apus summary`"
        )
      }
    }
    try model.setWeights(try archive.tensors(), from: path)
  }

  /// The weights that Keras saved, in the model of a recipe: of `.weights.h5`, `.h5` or `.keras`.
  ///
  /// - Throws: ``FileError`` where the file is damaged, or its weights are not those of the recipe's model.
  public init(kerasWeights path: String, recipe: Recipe, settings: SettingValues) throws {
    try self.init(recipe, settings)
    try KerasFile(path).load(into: model)
  }

  /// The untrained model of a recipe.
  private init(_ recipe: Recipe, _ settings: SettingValues) throws {
    let facts = try recipe.facts(settings)
    let shape = facts.inputShape
    model = try recipe.makeModel(settings)
    model.build(shape)
    file = ModelFile(
      recipe: recipe.name, settings: settings.values, dataset: facts.name,
      inputShape: shape.array, classes: facts.classNames)
  }

  /// The model of a `.keras` or whole-model `.h5` file.
  ///
  /// What the file says of itself, if Apus wrote it, is kept; `dataset` says it for others. A softmax at the end is left
  /// out, as losses and predictions take scores.
  ///
  /// - Parameters:
  ///   - dataset: the set whose classes it tells apart; nil: as the file says, otherwise classes are numbers.
  ///   - inputShape: the shape of one example, where the file leaves it open.
  /// - Throws: ``FileError`` where the file is damaged, has layers that Apus does not have, or does not tell the data set's
  ///   classes apart.
  public init(keras path: String, dataset: NamedDataset? = nil, inputShape: Shape? = nil) throws {
    let source = try KerasFile(path)
    model = try source.makeModel(inputShape: inputShape, endsInScores: true)
    guard let shape = inputShape ?? source.inputShape else {
      throw FileError(path, "has a model of several inputs; a run's has one")
    }
    file = try Self.description(
      of: path, from: "keras", giving: try model.checkedBuild(shape), for: shape,
      known: Self.known(source.metadata), dataset: dataset)
  }

  /// The network of an `.onnx` file.
  ///
  /// What the file says of itself, if Apus wrote it, is kept; `dataset` says it for others. A softmax at the end is left
  /// out, as losses and predictions take scores. Where the data set's images have channels last and the network wants
  /// them first, they are transposed before it.
  ///
  /// - Parameters:
  ///   - dataset: the set whose classes it tells apart; nil: as the file says, otherwise classes are numbers.
  ///   - inputShape: the shape of one example as the network takes it, where the file leaves extents open.
  ///   - output: the name of the output, where the file has several.
  /// - Throws: ``FileError`` where the file is damaged, or does not tell the data set's classes apart, ``ONNXError`` where
  ///   an operator is not supported.
  public init(
    onnx path: String, dataset: NamedDataset? = nil, inputShape: Shape? = nil,
    output: String? = nil
  ) throws {
    let network = try ONNXNetwork(
      contentsOf: path, inputShape: inputShape, output: output, endsInScores: true)
    let known = Self.known(network.metadata)
    let shape = network.exampleShape.array
    let scores = try network.checkedBuild(network.exampleShape)
    let wanted = dataset?.featureShape.array ?? known?.inputShape
    let isTurned = shape.count == 3 && Self.hasChannelsFirst(shape, wanted)
    let own = isTurned ? [shape[1], shape[2], shape[0]] : shape
    let layers: [any Layer] = isTurned ? [Permute([3, 1, 2]), network] : [network]
    let made = Sequential(layers)
    made.build(Shape(own))
    file = try Self.description(
      of: path, from: "onnx", giving: scores, for: Shape(own), known: known, dataset: dataset)
    model = made
  }

  /// The network of an `.onnx` file by its arrays; nil where it makes a number for each class, or values, of one input
  /// whose shape the file says: then it is a run's model.
  ///
  /// - Throws: ``FileError`` where the file is damaged, ``ONNXError`` where an operator is not supported.
  public static func arrays(onnx path: String) throws -> ArrayNetwork? {
    let network = try ArrayNetwork(ONNXProgram(contentsOf: path))
    return network.isOfOneVector ? nil : network
  }

  /// The network of a `.keras` or whole-model `.h5` file by its arrays; nil as for ``arrays(onnx:)``.
  ///
  /// - Throws: ``FileError`` where the file is damaged, or has layers that Apus does not have.
  public static func arrays(keras path: String) throws -> ArrayNetwork? {
    let network = try ArrayNetwork(keras: KerasFile(path))
    return network.isOfOneVector ? nil : network
  }

  /// What a file's metadata says of the model, if Apus wrote it.
  private static func known(_ metadata: [String: String]) -> ModelFile? {
    metadata[ModelFile.key].flatMap {
      try? JSONDecoder().decode(ModelFile.self, from: Data($0.utf8))
    }
  }

  /// What is said of a model that gives outputs of shape `scores`; throws where they are not one for each class.
  private static func description(
    of path: String, from program: String, giving scores: Shape, for input: Shape,
    known: ModelFile?, dataset: NamedDataset?
  ) throws -> ModelFile {
    guard scores.rank == 1 else {
      throw FileError(
        path,
        "gives an output of shape \(scores) for an example; a run needs one number for each class")
    }
    let classes = dataset?.classNames ?? known?.classes ?? (0..<scores[0]).map { "\($0)" }
    guard classes.count == scores[0] else {
      throw FileError(
        path,
        "tells \(scores[0]) classes apart, but \(dataset?.name ?? "the file's description") has \(classes.count)"
      )
    }
    return ModelFile(
      recipe: known?.recipe ?? program, settings: known?.settings ?? [:],
      dataset: dataset?.name ?? known?.dataset ?? "", inputShape: input.array, classes: classes)
  }

  /// Whether images of this shape have their channels first, while those of the data set have them last.
  private static func hasChannelsFirst(_ shape: [Int], _ wanted: [Int]?) -> Bool {
    if let wanted { return wanted != shape && wanted == [shape[1], shape[2], shape[0]] }
    return [1, 3].contains(shape[0]) && ![1, 3].contains(shape[2])
  }

  /// Writes the run in the folder `out`, which must not hold one yet.
  ///
  /// - Throws: ``FileError`` where it cannot be written, ``TrainingError`` where a run is there already.
  public func write(to out: String) throws {
    let folder = RunFolder(out)
    try folder.create()
    try Safetensors(tensors: model.weights, metadata: try file.metadata(for: model))
      .write(to: folder.modelFile)
  }
}
