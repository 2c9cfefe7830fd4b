import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import ApusNN
import ApusTraining
import Foundation

/// A network of any number of named arrays, from any model file: what goes in and comes out needs
/// no other meaning.
///
/// ```swift
/// // A file of ONNX or Keras, a run's folder or a model file.
/// let network = try ArrayNetwork(contentsOf: "detector.onnx")
/// print(network.inputs, network.outputs)
/// let outputs = try network(["images": images])
/// let boxes = outputs["boxes"]
/// ```
///
/// Names, order, extents and element types are the file's; a network of Apus has the input `input`
/// and the output `output` unless its graph names them. Extents that a file leaves open are open at
/// each call. Arrays lie as the file wants them: channels first in most ONNX files.
public final class ArrayNetwork {
  /// What an input or output is.
  public struct Port: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Its name.
    public var name: String
    /// Its extents, those that are open nil; nil where the file does not say how many axes there
    /// are.
    public var extents: [Int?]?
    /// Its element type.
    public var dtype: DType

    /// As in `image: float32 [?, 3, ?, ?]`.
    public var description: String {
      let form = extents.map { extents in
        " [" + extents.map { $0.map(String.init) ?? "?" }.joined(separator: ", ") + "]"
      }
      return "\(name): \(dtype)\(form ?? "")".onOneLine
    }
  }

  /// What it takes, in the file's order.
  public let inputs: [Port]
  /// What it gives, in the file's order.
  public let outputs: [Port]
  let body: Body
  /// Which program's file it came from: `onnx`, `keras`, or the recipe of a run.
  public let origin: String

  enum Body {
    case program(ONNXProgram)
    case graph(OpenGraph)
    case layer(any Layer, isSoftened: Bool)
  }

  /// The network in a file, or in a run's folder: an ONNX file, a whole model of Keras, a model
  /// file of Apus.
  ///
  /// - Throws: ``FileError`` where there is no such file, it is damaged, or says nothing of its
  ///   architecture; ``ONNXError`` where an operator is not supported.
  public convenience init(contentsOf path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileError(path, "there is no such file or run")
    }
    let file = isFolder.boolValue ? RunFolder(path).modelFile : path
    guard !isFolder.boolValue || FileManager.default.fileExists(atPath: file) else {
      _ = try ModelFile.load(path)
      throw FileError(path, "holds no model")
    }
    switch try ModelFileKind(of: file) {
    case .onnx: try self.init(ONNXProgram(contentsOf: file))
    case .archive, .hdf5: try self.init(keras: KerasFile(file))
    case .safetensors: try self.init(safetensors: file, path)
    }
  }

  /// The network of an ONNX file.
  ///
  /// - Throws: ``ONNXError`` where it cannot take what it declares.
  public init(_ program: ONNXProgram) throws {
    let found = try program.check()
    inputs = program.inputs.map { Port($0) }
    outputs = program.outputs.enumerated().map { place, value in
      var port = Port(value)
      if let found {
        port.dtype = found.first[place].dtype
        if value.shape.isEmpty {
          let (one, two) = (found.first[place].shape, found.second[place].shape)
          if one.rank == two.rank { port.extents = zip(one, two).map { $0 == $1 ? $0 : nil } }
        }
      }
      return port
    }
    origin = "onnx"
    body = .program(program)
  }

  /// The network of a whole model of Keras.
  ///
  /// - Throws: ``FileError`` where the file has weights only, or layers that Apus does not have.
  public convenience init(keras file: KerasFile) throws {
    let (configuration, weights) = try file.graph()
    try self.init(
      OpenGraph(configuration, weights, registry: RecipeRegistry.layers, path: file.path),
      origin: "keras")
  }

  private init(_ graph: OpenGraph, origin: String) throws {
    let (model, other) = try graph.examples()
    inputs = (graph.configuration.inputs ?? []).enumerated().map { place, input in
      Port(
        name: input.name, extents: [nil] + input.shape.map { $0 == -1 ? nil : $0 },
        dtype: model.inputElementTypes[place])
    }
    outputs = zip(model.outputNames, zip(model.exampleOutputTypes, other.exampleOutputTypes)).map {
      name, types in
      let rest = zip(types.0.shape.dropFirst(), types.1.shape.dropFirst())
      return Port(
        name: name, extents: [nil] + rest.map { $0 == $1 ? $0 : nil }, dtype: types.0.dtype)
    }
    self.origin = origin
    body = .graph(graph)
  }

  /// The network that a layer is, for examples of a shape.
  ///
  /// - Parameter isSoftened: whether softmax makes probabilities of what the layer gives.
  private init(
    _ layer: any Layer, inputShape: Shape, isSoftened: Bool, origin: String,
    names: (input: String, output: String) = ("input", "output")
  ) throws {
    inputs = [Port(name: names.input, extents: [nil] + inputShape.map { $0 }, dtype: .float32)]
    let output = try layer.checkedBuild(inputShape)
    outputs = [Port(name: names.output, extents: [nil] + output.map { $0 }, dtype: .float32)]
    self.origin = origin
    body = .layer(layer, isSoftened: isSoftened)
  }

  /// Whether it makes a vector of one input, both for each example and of a known size; a number,
  /// and a vector whose other axes have one element, count as vectors.
  var isOfOneVector: Bool {
    guard inputs.count == 1, outputs.count == 1, let input = inputs[0].extents,
      let output = outputs[0].extents
    else { return false }
    return input.count > 1 && input.dropFirst().allSatisfy { $0 != nil }
      && output.first == input[0] && output.dropFirst().allSatisfy { $0 != nil }
      && output.dropFirst().count { $0 != 1 } <= 1
  }

  // MARK: Model files

  private static let key = "apus.network"

  /// How a model file holds it beside the weights.
  private struct Stored: Codable {
    var origin: String
    /// An ONNX file in base 64, whose weights are inputs after the first ones.
    var program: String?
    var inputCount: Int?
    /// A graph of layers, whose inputs may be open.
    var graph: ModelConfiguration?
  }

  /// Whether a model file's metadata describes a network of arrays, and nothing that is known
  /// further.
  static func isDescribed(in metadata: [String: String]) -> Bool { metadata[key] != nil }

  /// The network of a run's folder, a model file, or one of ONNX or Keras whose arrays have names
  /// and no other meaning; nil for models of one input that make a vector for each example, and
  /// where there is no such file.
  ///
  /// - Throws: ``FileError`` where it is damaged, ``ONNXError`` where an operator is not supported.
  public static func described(at path: String) throws -> ArrayNetwork? {
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    let file = isFolder.boolValue ? RunFolder(path).modelFile : path
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    switch try ModelFileKind(of: file) {
    case .onnx: return try ModelImport.arrays(onnx: file)
    case .archive, .hdf5: return try ModelImport.arrays(keras: file)
    case .safetensors:
      guard isDescribed(in: try SafetensorsFile(file).metadata) else { return nil }
      return try ArrayNetwork(contentsOf: file)
    }
  }

  private convenience init(safetensors file: String, _ path: String) throws {
    let contents = try Safetensors(contentsOf: file)
    if let text = contents.metadata[Self.key] {
      guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(text.utf8)) else {
        throw FileError(file, "is damaged: its description cannot be read; import the model again")
      }
      try self.init(stored, contents.tensors, file)
      return
    }
    if contents.metadata[ModelFile.key] == nil {
      try self.init(
        Self.graph(of: try loadModel(file, registry: RecipeRegistry.layers), file), origin: "apus")
      return
    }
    if let trained = try TrainedModel.load(path) {
      guard let network = trained.learner.networks.first(where: \.isResult),
        let layer = network.module as? any Layer
      else {
        throw FileError(path, "is of \(trained.recipe.name), whose network takes no arrays alone")
      }
      let origin = trained.recipe.name
      if let model = layer as? Model {
        try self.init(Self.graph(of: model, file), origin: origin)
      } else {
        try self.init(
          layer, inputShape: trained.facts.inputShape, isSoftened: false, origin: origin)
      }
      return
    }
    let (description, layer) = try ModelFile.load(path)
    let origin = description.recipe
    // Of another program's file the network itself, as the file has it.
    let parts = (layer as? Sequential)?.layers ?? [layer]
    if let network = parts.first(where: { $0 is ONNXNetwork }) as? ONNXNetwork {
      try self.init(network.program)
    } else if let source = description.source {
      try self.init(layer, parts, description, source)
    } else if let model = layer as? Model {
      try self.init(Self.graph(of: model, file), origin: origin)
    } else {
      try self.init(
        layer, inputShape: Shape(description.inputShape), isSoftened: false, origin: origin)
    }
  }

  /// A model of Keras in a run, without what the run has put before and after it.
  private convenience init(
    _ layer: any Layer, _ parts: [any Layer], _ description: ModelFile, _ source: ModelFile.Source
  ) throws {
    let own = parts.filter {
      !($0 is ClassScores) && !["pixel_range", "pixel_scaling"].contains($0.name ?? "")
    }
    let isWrapped = own.count < parts.count && own.count == 1
    // Probabilities of which the run has made scores after the network are there still.
    let isSoftened = source.isSoftened && !parts.contains { $0 is ClassScores }
    try self.init(
      isWrapped ? own[0] : layer, inputShape: Shape(description.inputShape),
      isSoftened: isSoftened, origin: description.recipe,
      names: (source.input, source.output))
  }

  private convenience init(
    _ stored: Stored, _ tensors: [String: Tensor], _ file: String
  ) throws {
    if let text = stored.program {
      guard let data = Data(base64Encoded: text), let count = stored.inputCount else {
        throw FileError(file, "is damaged: its graph cannot be read; import the model again")
      }
      let model = try data.withUnsafeBytes { try ONNXModel(bytes: $0, path: file) }
      let program = try ONNXProgram(model, inputCount: count)
      try program.setWeights(tensors, from: file)
      try self.init(program)
    } else if let graph = stored.graph {
      try self.init(
        OpenGraph(graph, tensors, registry: RecipeRegistry.layers, path: file),
        origin: stored.origin)
    } else {
      throw FileError(file, "is damaged: it describes no network; import the model again")
    }
  }

  private static func graph(of model: Model, _ path: String) throws -> OpenGraph {
    try OpenGraph(
      ModelConfiguration(of: model), model.weights, registry: RecipeRegistry.layers, path: path)
  }

  /// Writes the network into a model file, `.safetensors`.
  ///
  /// - Throws: ``FileError`` where it cannot be written.
  public func save(to path: String) throws {
    var stored = Stored(origin: origin)
    switch body {
    case .program(let program):
      stored.program = Data(program.bytesWithoutWeights()).base64EncodedString()
      stored.inputCount = inputs.count
    case .graph(let graph): stored.graph = graph.configuration
    case .layer: throw FileError(path, "would hold a run's model; export it as safetensors")
    }
    let description = ModelFile(
      recipe: origin, settings: [:], dataset: "", inputShape: [], classes: [])
    try Safetensors(
      tensors: weights,
      metadata: [
        Self.key: try WholeModel.json(stored), ModelFile.key: try description.description(),
      ]
    ).write(to: path)
  }

  /// Writes a run's folder that holds the network, which must not hold a run yet.
  ///
  /// - Throws: ``FileError`` where it cannot be written, ``TrainingError`` where a run is there
  ///   already.
  public func write(to out: String) throws {
    let folder = RunFolder(out)
    try folder.create()
    try save(to: folder.modelFile)
  }

  // MARK: Use

  /// The weights by their names.
  public var weights: [String: Tensor] {
    switch body {
    case .program(let program): program.weights
    case .graph(let graph): graph.weights
    case .layer(let layer, _): layer.weights
    }
  }

  /// The outputs for these inputs.
  ///
  /// Elements are converted to the type that an input has where that changes no value.
  ///
  /// - Throws: ``ConfigurationError`` or ``ONNXError`` where an input is missing, unknown, of
  ///   another rank, extent or element type, or the network cannot take it.
  public func callAsFunction(_ given: Values) throws -> Values {
    if case .program(let program) = body {
      return try Mode.inference { try program.outputs(for: given) }
    }
    let wanted = inputs.map {
      WantedInput(
        name: $0.name, extents: $0.extents, dtype: $0.dtype, description: $0.description)
    }
    let tensors = try given.arranged(as: wanted) { ConfigurationError(.impossibleInput, $0) }
    return try withoutDerivatives {
      try Mode.inference {
        switch body {
        case .graph(let graph):
          let model = try graph.model(for: tensors.map { $0.shape.removing(0) })
          try model.checkInputs(tensors)
          return Values(names: outputs.map(\.name), tensors: model(tensors))
        case .layer(let layer, let isSoftened):
          try layer.checkInput(tensors[0])
          let output = layer(tensors[0])
          return Values(isSoftened ? softmax(output, axis: -1) : output, named: outputs[0].name)
        case .program: return Values()
        }
      }
    }
  }
}

extension ArrayNetwork.Port {
  fileprivate init(_ value: ONNXModel.Value) {
    name = value.name
    dtype = value.dtype
    extents =
      value.shape.isEmpty
      ? nil
      : value.shape.map { extent in
        if case .fixed(let count) = extent { count } else { nil }
      }
  }
}
