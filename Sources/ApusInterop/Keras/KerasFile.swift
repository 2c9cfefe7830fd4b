import ApusCore
import ApusFiles
import ApusNN
import Foundation

/// A model or its weights as Keras saves them: `.keras`, `.weights.h5`, or an older whole model in
/// `.h5`.
///
/// ```swift
/// let file = try KerasFile("model.keras")
/// let model = try file.makeModel()               // the architecture and the weights
/// try KerasFile("model.weights.h5").load(into: other)
/// try KerasFile.write(model, inputShape: [28, 28, 1], to: "back.keras")
/// try KerasFile.writeWeights(of: model, to: "back.weights.h5")
/// ```
///
/// All is read and checked at once: the format by a reader of its own (`docs/KERAS.md` says what it
/// takes), every size against the file before memory is taken for it. No code in a file is ever
/// run: layers of the user's own and lambdas are refused. State of optimizers is passed over.
///
/// - Source: Keras 3, `saving_lib` and `legacy_h5_format`; HDF5 File Format Specification 3.0.
public struct KerasFile: Sendable {
  /// Where the file is.
  public let path: String
  /// The architecture; nil where the file has weights only.
  let architecture: KerasArchitecture?
  private let weights: KerasWeights
  /// The name of the loss that an `.h5` says the model was trained by.
  let trainingLoss: String?
  /// Text by key that whoever wrote a `.keras` file left in it, its version of Keras among it;
  /// empty for others.
  public let metadata: [String: String]

  /// Reads the file at `path`.
  ///
  /// - Throws: ``FileError`` where it is missing, damaged, or none of Keras.
  public init(_ path: String) throws {
    self.path = path
    let file = try MappedFile(path)
    let isArchive = file.bytes.starts(with: [0x50, 0x4B])
    guard isArchive else {
      let root = try withExtendedLifetime(file) { try HDF5Reader.read(file.bytes, path: path) }
      weights = try withExtendedLifetime(file) { try KerasWeights(root, path: path) }
      architecture = try withExtendedLifetime(file) {
        try root.texts["model_config"]?.first.map {
          try KerasArchitecture($0, version: root.texts["keras_version"]?.first, path: path)
        }
      }
      metadata = [:]
      trainingLoss = root.texts["training_config"]?.first.flatMap { text in
        let value = try? JSONDecoder().decode(ConfigurationValue.self, from: Data(text.utf8))
        return KerasArchitecture.loss(in: value)
      }
      return
    }
    trainingLoss = nil
    let archive = try ZipReader(path)
    func entry<Result>(
      _ name: String, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
      guard let entry = archive.entries.first(where: { $0.name == name }) else {
        throw FileError(path, "is no model of Keras: it has no \(name); name a .keras file")
      }
      return try archive.withBytes(of: entry, body)
    }
    // It may be missing.
    let metadata =
      (try? entry("metadata.json") { bytes in
        try JSONDecoder().decode([String: ConfigurationValue].self, from: Data(bytes))
          .compactMapValues(\.textValue)
      }) ?? [:]
    self.metadata = metadata
    architecture = try entry("config.json") { bytes in
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw FileError(path, "is damaged: its config.json is not UTF-8; get the file again")
      }
      return try KerasArchitecture(text, version: metadata["keras_version"], path: path)
    }
    weights = try entry("model.weights.h5") { bytes in
      try KerasWeights(try HDF5Reader.read(bytes, path: path), path: path)
    }
  }

  /// Whether the file says what model its weights are of.
  public var hasArchitecture: Bool { architecture != nil }

  /// The shape of one example, without the batch axis; nil where the file does not say, or a graph
  /// has several inputs.
  public var inputShape: Shape? { architecture?.inputShape }

  /// The model with its weights: a ``Sequential``, or a ``Model`` for a functional one.
  ///
  /// Initializers, regularizers, constraints and whether a layer is frozen are not taken over: they
  /// matter to training only.
  ///
  /// - Parameters:
  ///   - inputShape: the shape of one example, where the file leaves it open.
  ///   - endsInScores: whether a softmax at the end is left out, as this library's losses and
  ///     predictions take scores.
  /// - Throws: ``FileError`` where the file has weights only, or layers or settings that Apus does
  ///   not have.
  public func makeModel(inputShape: Shape? = nil, endsInScores: Bool = false) throws -> any Layer {
    guard let architecture else {
      throw FileError(
        path, "holds weights only; save the whole model as .keras, or give the recipe they are for")
    }
    let model = try architecture.makeModel(
      inputShape: inputShape, endsInScores: endsInScores)
    try load(into: model)
    return model
  }

  /// The model as a graph of named inputs and outputs, extents that are open written −1, and its
  /// weights by their names here.
  ///
  /// - Throws: ``FileError`` where the file has weights only, or layers or settings that Apus does
  ///   not have.
  package func graph() throws -> (configuration: ModelConfiguration, weights: [String: Tensor]) {
    guard let graph = architecture?.graph else {
      throw FileError(
        path, "holds weights only; save the whole model as .keras, or give the recipe they are for")
    }
    guard graph.inputs != nil else {
      throw FileError(
        path, "does not say how many axes its input has; call the model before saving it")
    }
    var problem: (any Error)?
    for size in graph.isOpen ? [32, 64, 224, 256, 8, 48, 16, 299, 640, 1] : [1] {
      do {
        let model = try graph.filled(by: size).makeModel()
        try load(into: model)
        let weights = model.namedParameters.map { ($0.name, $0.parameter.wrappedValue) }
        return (graph, Dictionary(weights) { first, _ in first })
      } catch {
        problem = problem ?? error
      }
    }
    if let error = problem as? ConfigurationError {
      throw FileError(path, "describes a model that cannot be built: \("\(error)".onOneLine)")
    }
    throw problem ?? FileError(path, "describes a model that cannot be built")
  }

  /// Sets the parameters of `model`, which has the layers that were saved; nothing is changed where
  /// one does not fit.
  ///
  /// Layers are matched by their names where the file and the model have the same ones, else in
  /// order within a class, as Keras does. An `.h5` lists what a nested model learns first, so that
  /// the order depends on what was frozen: it is taken from the names of the weights, else from the
  /// file's architecture, else from what is frozen in `model`.
  ///
  /// - Throws: ``FileError`` that says which layer differs, and how.
  public func load(into model: any Layer) throws {
    try weights.load(into: model, trainability: architecture?.trainability, path: path)
  }
}
