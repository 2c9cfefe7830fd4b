import ApusCore
import ApusFiles
import ApusNN
import Foundation

extension Layer {
  /// Writes the model to a file, architecture and weights: ``loadModel(_:registry:)`` makes it
  /// again without the code that made it.
  ///
  /// ```swift
  /// try model.save(to: "digits.safetensors", inputShape: [28, 28, 1])
  /// let again = try loadModel("digits.safetensors")
  /// ```
  ///
  /// The ending of the name says which form the file has:
  ///
  /// | ending | form |
  /// |---|---|
  /// | `.safetensors`, or none | that of Apus |
  /// | `.keras` | the whole model for Keras; see ``ApusInterop/KerasFile`` |
  /// | `.weights.h5` | the weights alone, for Keras |
  /// | `.onnx` | the network as operators; see ``ApusInterop/ONNXModel`` |
  ///
  /// A layer of your own is saved as a chain of that one layer, if it is a
  /// ``ApusNN/ConfigurableModule``.
  ///
  /// - Parameters:
  ///   - path: the file; one that is there is replaced, whole or not at all.
  ///   - inputShape: the shape of one example, which a model that was called or built knows.
  ///   - metadata: text by key, kept beside the architecture.
  /// - Throws: ``ConfigurationError`` where the model was not built, cannot take the shape, or a
  ///   layer cannot describe itself; ``FileError`` where the file cannot be written, has another
  ///   ending, or its form lacks a layer of the model; ``ONNXError`` where something in the model
  ///   has no form in ONNX.
  public func save(
    to path: String, inputShape: Shape? = nil, metadata: [String: String] = [:]
  ) throws {
    let model: any Layer = self is Sequential || self is Model ? self : Sequential([self])
    if let inputShape {
      try model.checkedBuild(inputShape)
      // Once it is known that it can, the model itself takes the input, and knows it from then on.
      if !(self is Model) { model.build(inputShape) }
    }
    let configuration = try ModelConfiguration(of: model)
    guard configuration.inputs != nil, model.isBuilt else {
      throw ConfigurationError(
        .notDescribable,
        """
        save: the model was not built, so it has no weights yet; train or call it first, or give \
        inputShape:
        """
      )
    }
    let shape =
      inputShape
      ?? configuration.inputs.flatMap { $0.count == 1 ? Shape($0[0].shape) : nil }
    switch try WholeModel.form(of: path) {
    case .keras:
      return try KerasFile.write(
        model, inputShape: model is Model ? nil : shape, to: path, metadata: metadata)
    case .kerasWeights: return try KerasFile.writeWeights(of: model, to: path)
    case .onnx: return try exportONNX(model, inputShape: shape ?? [], to: path, metadata: metadata)
    case .own: break
    }
    var all = metadata
    all[WholeModel.architectureKey] = try WholeModel.json(configuration)
    if let shape { all[WholeModel.inputShapeKey] = try WholeModel.json(shape.array) }
    try Safetensors(tensors: model.weights, metadata: all).write(to: path)
  }
}

/// The model of a file that ``ApusNN/Layer/save(to:inputShape:metadata:)`` wrote, of a run's
/// `model.safetensors`, or of a file of Keras or ONNX, ready to predict, or to be compiled and
/// trained on. What a file is, its first bytes say. A ``ApusNN/Sequential`` comes back as the graph
/// of its layers, with the same names.
///
/// Every layer, setting and shape is checked before it is used, and every weight against the file's
/// size.
///
/// - Parameters:
///   - path: the file.
///   - registry: the layers that it may name; without it, all of the library (`LayerRegistry.all`).
///     Add your own to them.
/// - Throws: ``FileError`` where the file is missing or damaged, or describes a model that cannot
///   be built.
public func loadModel(_ path: String, registry: LayerRegistry) throws -> Model {
  switch try ModelFileKind(of: path) {
  case .safetensors: break
  case .onnx:
    let chain = Sequential([try ONNXNetwork(contentsOf: path)])
    chain.build((chain.layers[0] as? ONNXNetwork)?.exampleShape ?? [])
    return Model(chain)
  case .archive, .hdf5:
    let model = try KerasFile(path).makeModel()
    if let chain = model as? Sequential { return Model(chain) }
    if let graph = model as? Model { return graph }
  }
  let contents = try Safetensors(contentsOf: path)
  guard let architecture = contents.metadata[WholeModel.architectureKey] else {
    throw FileError(
      path, "does not say what model it is; expected a file that Apus wrote with its architecture")
  }
  let model: any Layer
  do {
    let shape = try contents.metadata[WholeModel.inputShapeKey].map {
      try JSONDecoder().decode([Int].self, from: Data($0.utf8))
    }
    // Numbers that a file claims must not make the process trap.
    if let shape, !(shape.count < Shape.maximumRank && shape.allSatisfy { 1...1 << 24 ~= $0 }) {
      throw FileError(path, "is damaged: an input shape of \(shape.prefix(9)); write it again")
    }
    let configuration = try JSONDecoder().decode(
      ModelConfiguration.self, from: Data(architecture.utf8))
    model = try configuration.makeModel(
      inputShape: configuration.inputs == nil ? shape.map { Shape($0) } : nil, registry: registry)
  } catch let error as FileError {
    throw error
  } catch {
    throw FileError(path, "describes a model that cannot be built: \("\(error)".onOneLine)")
  }
  try model.setWeights(contents.tensors, from: path)
  if let chain = model as? Sequential { return Model(chain) }
  guard let graph = model as? Model else {
    throw FileError(path, "describes a model that is neither a chain of layers nor a graph")
  }
  return graph
}

/// How a file says what model it holds.
package enum WholeModel {
  /// The metadata's key of the architecture, a ``ApusNN/ModelConfiguration`` as JSON.
  package static let architectureKey = "apus.architecture"
  /// The metadata's key of the shape of one example.
  package static let inputShapeKey = "apus.inputShape"

  /// The forms that a model can be saved in.
  enum Form {
    case own, keras, kerasWeights, onnx
  }

  /// The form that the ending of a file's name asks for.
  static func form(of path: String) throws -> Form {
    let name = (path as NSString).lastPathComponent.lowercased()
    if name.hasSuffix(".weights.h5") { return .kerasWeights }
    switch (name as NSString).pathExtension {
    case "", "safetensors": return .own
    case "keras": return .keras
    case "onnx": return .onnx
    case "h5", "hdf5":
      throw FileError(
        path,
        "would be an older file of Keras; call it *.keras, or *.weights.h5 for the weights alone")
    case let ending:
      throw FileError(
        path,
        """
        ends in \(quoted("." + ending)), which is no form of model; expected .safetensors, .keras, \
        .weights.h5 or .onnx
        """
      )
    }
  }

  /// The value as JSON, the same text each time.
  package static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
