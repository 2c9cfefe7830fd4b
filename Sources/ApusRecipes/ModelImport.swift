import ApusCore
import ApusData
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
    let shape = recipe.inputShape(settings)
    let dataset = recipe.dataset(settings)
    let made = recipe.makeModel(settings)
    made.build(shape)
    let archive = try NumPyArchive(path)
    // The weights' types before their elements: a small archive can hold zeros by the gigabyte.
    let wanted = Dictionary(
      made.namedParameters.map { ($0.name, $0.parameter.type) }, uniquingKeysWith: { a, _ in a })
    for name in archive.names {
      guard try archive.type(of: name) == wanted[name] ?? nil else {
        throw FileError(
          path,
          "holds another model: '\(name.prefix(60))' is not a weight of \(recipe.name) with these settings; see `apus summary`"
        )
      }
    }
    try made.setWeights(try archive.tensors(), from: path)
    file = ModelFile(
      recipe: recipe.name, settings: settings.values, dataset: dataset.name,
      inputShape: shape.array, classes: dataset.classNames)
    model = made
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
    let known = network.metadata[ModelFile.key].flatMap {
      try? JSONDecoder().decode(ModelFile.self, from: Data($0.utf8))
    }
    let shape = network.exampleShape.array
    let scores = try network.checkedBuild(network.exampleShape)
    guard scores.rank == 1 else {
      throw FileError(
        path,
        "gives an output of shape \(scores) for an example; a run needs one number for each class")
    }
    let classes =
      dataset?.classNames ?? known?.classes ?? (0..<scores[0]).map { "\($0)" }
    guard classes.count == scores[0] else {
      throw FileError(
        path,
        "tells \(scores[0]) classes apart, but \(dataset?.name ?? "the file's description") has \(classes.count)"
      )
    }
    let wanted = dataset?.featureShape.array ?? known?.inputShape
    let isTurned = shape.count == 3 && Self.hasChannelsFirst(shape, wanted)
    let own = isTurned ? [shape[1], shape[2], shape[0]] : shape
    let layers: [any Layer] = isTurned ? [Permute([3, 1, 2]), network] : [network]
    let made = Sequential(layers)
    made.build(Shape(own))
    file = ModelFile(
      recipe: known?.recipe ?? "onnx", settings: known?.settings ?? [:],
      dataset: dataset?.name ?? known?.dataset ?? "", inputShape: own, classes: classes)
    model = made
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
