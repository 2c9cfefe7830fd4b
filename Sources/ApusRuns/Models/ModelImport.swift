import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import ApusNN
import ApusTraining
import Foundation

extension Layer {
  /// How many numbers it gives for an example of this shape.
  fileprivate func outputCount(for shape: Shape) -> Int {
    (try? checkedBuild(shape))?.elementCount ?? 0
  }
}

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
  /// - Throws: ``FileError`` where the file is damaged, or its weights are not those of the
  ///   recipe's model.
  public init(npz path: String, recipe: Recipe, settings: SettingValues) throws {
    try self.init(recipe, settings)
    let archive = try NumPyArchive(path)
    // The weights' types before their elements: a small archive can hold zeros by the gigabyte.
    let wanted = Dictionary(
      model.namedParameters.map { ($0.name, $0.parameter.type) }, uniquingKeysWith: { a, _ in a })
    for name in archive.names {
      let type = try archive.type(of: name)
      guard let own = wanted[name] ?? nil else {
        throw FileError(
          path,
          """
          holds another model: \(quoted(name)) is not a weight of \(recipe.name) with these \
          settings; see `apus summary`
          """
        )
      }
      guard type.shape == own.shape, type.dtype != .bool else {
        throw FileError(
          path,
          """
          holds another model: its \(quoted(name)) is \(type), \(recipe.name) with these settings \
          needs \(own)
          """
        )
      }
    }
    // Other programs keep weights in float64, or whole ones as integers.
    var tensors = try archive.tensors()
    for (name, tensor) in tensors {
      if let type = wanted[name] ?? nil { tensors[name] = tensor.cast(to: type.dtype) }
    }
    try model.setWeights(tensors, from: path)
  }

  /// The weights that Keras saved, in the model of a recipe: of `.weights.h5`, `.h5` or `.keras`.
  ///
  /// - Throws: ``FileError`` where the file is damaged, or its weights are not those of the
  ///   recipe's model.
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

  /// The model of a `.keras` or whole-model `.h5` file; see ``init(_:options:)``.
  ///
  /// - Parameters:
  ///   - dataset: the set whose classes it tells apart; nil: as the file says, otherwise classes
  ///     are numbers.
  ///   - inputShape: the shape of one example, where the file leaves it open.
  /// - Throws: ``FileError`` where the file is damaged, has layers that Apus does not have, or does
  ///   not tell the data set's classes apart.
  public init(keras path: String, dataset: NamedDataset? = nil, inputShape: Shape? = nil) throws {
    var options = ImportOptions()
    options.dataset = dataset
    options.inputShape = inputShape
    try self.init(ForeignNetwork(keras: path, options), options, path)
  }

  /// The network of an `.onnx` file; see ``init(_:options:)``.
  ///
  /// - Parameters:
  ///   - dataset: the set whose classes it tells apart; nil: as the file says, otherwise classes
  ///     are numbers.
  ///   - inputShape: the shape of one example as the network takes it, where the file leaves
  ///     extents open.
  ///   - output: the name of the output, where the file has several.
  /// - Throws: ``FileError`` where the file is damaged, or does not tell the data set's classes
  ///   apart, ``ONNXError`` where an operator is not supported.
  public init(
    onnx path: String, dataset: NamedDataset? = nil, inputShape: Shape? = nil,
    output: String? = nil
  ) throws {
    var options = ImportOptions()
    options.dataset = dataset
    options.inputShape = inputShape
    options.output = output
    try self.init(ForeignNetwork(onnx: path, options), options, path)
  }

  /// The network of one input and one output in an `.onnx`, `.keras` or whole-model `.h5` file,
  /// recognized by its first bytes.
  ///
  /// What the output means is found once: by what the network makes of random examples, by how its
  /// graph ends, and by the loss that a file of Keras may name. Networks that end in probabilities,
  /// plain or in disguise, give scores here, whose softmax these are: a softmax at the very end is
  /// left out, others get a ``ClassScores`` after them, as do those that give the probability of
  /// the second of two classes. Labels and values stay what they are.
  ///
  /// Pixels are 0…1 here. A network that begins by bringing 0…255 into another range, or takes
  /// whole numbers, gets a ``ApusNN/Rescaling`` before it, others what `options` say. Where images
  /// have channels last and the network wants them first, they are transposed.
  ///
  /// What the file says of itself, if Apus wrote it, is kept.
  ///
  /// - Parameter options: what the file does not say.
  /// - Throws: ``FileError`` where the file is damaged, or makes no vector for an example,
  ///   ``ONNXError`` where an operator is not supported.
  public init(_ path: String, options: ImportOptions = ImportOptions()) throws {
    switch try ModelFileKind(of: path) {
    case .onnx: try self.init(ForeignNetwork(onnx: path, options), options, path)
    case .archive, .hdf5: try self.init(ForeignNetwork(keras: path, options), options, path)
    case .safetensors: try self.init(safetensors: path)
    }
  }

  private init(_ network: ForeignNetwork, _ options: ImportOptions, _ path: String) throws {
    let known = network.known
    let output = try network.whole.checkedBuild(network.shape)
    guard output.elementCount > 0, output.filter({ $0 != 1 }).count <= 1 else {
      throw FileError(
        path,
        """
        gives an output of shape \(output) for an example; a run needs one number for each class, \
        or values: give it arrays, apus predict --input NAME=FILE.npy
        """
      )
    }
    let isOfApus =
      known.map { $0.source == nil && !["onnx", "keras"].contains($0.recipe) } ?? false
    let names = options.classes ?? options.dataset?.classNames ?? known?.classes
    let count = output.elementCount
    let meaning =
      options.meaning
      ?? (isOfApus
        ? known?.meaning ?? .scores : network.meaning(count, isOfTwo: names?.count == 2))
    try Self.check(meaning, count, path)

    let shape = network.shape.array
    let wanted = options.dataset?.featureShape.array ?? known?.inputShape
    let isTurned =
      network.program == "onnx" && shape.count == 3 && Self.hasChannelsFirst(shape, wanted)
    let own = Shape(isTurned ? [shape[1], shape[2], shape[0]] : shape)
    var pixels = options.pixels
    if pixels.range == nil, network.takesBytes, !isOfApus, Self.isImage(own) {
      pixels.range = 0...255
    }
    var layers = try pixels.layers(for: own)
    if isTurned { layers.append(Permute([3, 1, 2])) }
    let isPlain =
      isOfApus && meaning == .scores || meaning == .probabilities && network.areScoresItsOwn
    layers.append(isPlain ? network.scores ?? network.whole : network.whole)
    // A number for each example, or one that axes of one element surround.
    if output.rank != 1 { layers.append(Reshape([count], name: "vector")) }
    if !isPlain, let form = ClassScores.Form(rawValue: meaning.rawValue) {
      layers.append(ClassScores(form, name: "class_scores"))
    }
    if layers.count == 1, layers[0] is Sequential || layers[0] is Model {
      model = layers[0]
    } else {
      model = Sequential(layers)
    }
    let scores = try model.checkedBuild(own)
    model.build(own)
    file = ModelFile(
      recipe: known?.recipe ?? network.program, settings: known?.settings ?? [:],
      dataset: options.dataset?.name ?? known?.dataset ?? "", inputShape: own.array,
      classes: try Self.classes(
        scores[0], names, of: meaning, options.dataset?.name, path),
      meaning: [.labels, .values].contains(meaning) ? meaning : nil,
      source: isOfApus
        ? nil
        : ModelFile.Source(
          input: network.names.input, output: network.names.output,
          isSoftened: [.probabilities, .probability].contains(meaning)))
  }

  /// Throws where so many outputs cannot mean that.
  private static func check(_ meaning: OutputMeaning, _ count: Int, _ path: String) throws {
    let isOne = [.score, .probability].contains(meaning)
    let isSeveral = [.scores, .probabilities].contains(meaning)
    guard isOne && count != 1 || isSeveral && count == 1 else { return }
    let possible = count == 1 ? "score, probability" : "scores, probabilities"
    throw FileError(
      path,
      """
      gives \(count) number\(count == 1 ? "" : "s") for an example, which cannot be \
      \(meaning.rawValue); expected \(possible), labels or values
      """)
  }

  /// The names of the classes; none of values.
  private static func classes(
    _ count: Int, _ names: [String]?, of meaning: OutputMeaning, _ dataset: String?, _ path: String
  ) throws -> [String] {
    if meaning == .values { return [] }
    let names = names.flatMap { $0.isEmpty ? nil : $0 } ?? (0..<count).map { "\($0)" }
    guard names.count == count else {
      throw FileError(
        path,
        "tells \(count) classes apart, but \(dataset ?? "what is said of it") has \(names.count)")
    }
    return names
  }

  /// Whether examples of this shape, channels last, are images: also grey ones whose pixels are one
  /// after the other.
  private static func isImage(_ shape: Shape) -> Bool {
    if shape.rank == 3 { return [1, 3].contains(shape[2]) }
    let side = Int(Double(shape.elementCount).squareRoot())
    return shape.rank == 1 && shape[0] >= 64 && side * side == shape[0]
  }

  /// The network of an `.onnx` file by its arrays; nil where it makes a number for each class, or
  /// values, of one input whose shape the file says: then it is a run's model.
  ///
  /// - Throws: ``FileError`` where the file is damaged, ``ONNXError`` where an operator is not
  ///   supported.
  public static func arrays(onnx path: String) throws -> ArrayNetwork? {
    let network = try ArrayNetwork(ONNXProgram(contentsOf: path))
    return network.isOfOneVector ? nil : network
  }

  /// The network of a `.keras` or whole-model `.h5` file by its arrays; nil as for
  /// ``arrays(onnx:)``.
  ///
  /// - Throws: ``FileError`` where the file is damaged, or has layers that Apus does not have.
  public static func arrays(keras path: String) throws -> ArrayNetwork? {
    let network = try ArrayNetwork(keras: KerasFile(path))
    return network.isOfOneVector ? nil : network
  }

  /// Whether images of this shape have their channels first, while those of the data set have them
  /// last.
  private static func hasChannelsFirst(_ shape: [Int], _ wanted: [Int]?) -> Bool {
    if let wanted { return wanted != shape && wanted == [shape[1], shape[2], shape[0]] }
    return [1, 3].contains(shape[0]) && ![1, 3].contains(shape[2])
  }

  /// What it takes and gives, in a line.
  public var description: String {
    var parts = ["takes \(Shape(file.inputShape))"]
    switch file.meaning {
    case .values:
      let count = model.outputCount(for: Shape(file.inputShape))
      parts.append("gives \(count == 1 ? "a value" : "\(count) values")")
    case .labels: parts.append("gives the probability of each of \(file.classes.count) labels")
    default: parts.append("tells \(file.classes.count) classes apart")
    }
    let layers = (model as? Sequential)?.layers ?? []
    if let range = layers.first(where: { $0.name == "pixel_range" }) as? Rescaling {
      let (low, high) = (range.offset, range.offset + range.scale)
      func shown(_ number: Double) -> String {
        number == number.rounded() ? "\(Int(number))" : "\(Float(number))"
      }
      parts.append("its pixels are \(shown(low))…\(shown(high))")
    } else if file.source != nil, Self.isImage(Shape(file.inputShape)) {
      parts.append("its pixels are 0…1, unless --input-range says otherwise")
    }
    return parts.joined(separator: ", ")
  }

  /// Writes the run in the folder `out`, which must not hold one yet.
  ///
  /// - Throws: ``FileError`` where it cannot be written, ``TrainingError`` where a run is there
  ///   already.
  public func write(to out: String) throws {
    let folder = RunFolder(out)
    try folder.create()
    try Safetensors(tensors: model.weights, metadata: try file.metadata(for: model))
      .write(to: folder.modelFile)
  }
}
