import ApusCore
import ApusFiles
import ApusNN
import Foundation

extension KerasFile {
  /// Writes the whole model, for `keras.saving.load_model`; the bytes depend on the model alone.
  ///
  /// ```swift
  /// try KerasFile.write(model, inputShape: [28, 28, 1], to: "model.keras")
  /// ```
  ///
  /// - Parameters:
  ///   - model: a ``Sequential`` or ``Model`` of layers that Keras has. Initializers, regularizers
  ///     and constraints are not written: they matter to training only.
  ///   - inputShape: the shape of one example, which a ``Sequential`` needs and a ``Model`` knows.
  ///   - path: the file, whose name must end in `.keras`, or Keras would not read it.
  ///   - metadata: text by key, kept beside the architecture; Keras passes it over.
  /// - Throws: ``FileError`` where it cannot be written, or Keras has no such layer or setting;
  ///   then there is no file.
  public static func write(
    _ model: any Layer, inputShape: Shape? = nil, to path: String, metadata: [String: String] = [:]
  ) throws {
    guard path.hasSuffix(".keras") else {
      throw FileError(path, "is no name for a model of Keras; call it *.keras")
    }
    if let inputShape { model.build(inputShape) }
    let architecture = try KerasArchitectureWriter(model, path: path).json(
      inputShape: inputShape)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let notes = metadata.merging(["keras_version": "3.0.0"]) { _, new in new }
    let parts = [
      ("metadata.json", Array(try encoder.encode(notes))), ("config.json", architecture),
      ("model.weights.h5", try HDF5Writer.bytes(of: try weightsNode(of: model, path), path)),
    ]
    try ZipWriter.write(to: path) { archive in
      for (name, bytes) in parts {
        try bytes.withUnsafeBytes {
          try archive.append(name, compressed: false, pieces: [$0])
        }
      }
    }
  }

  /// Writes the weights of `model` for `keras.Model.load_weights`: into a model of the same layers
  /// in the same order.
  ///
  /// ```swift
  /// try KerasFile.writeWeights(of: model, to: "model.weights.h5")
  /// ```
  ///
  /// - Parameters:
  ///   - model: a ``Sequential`` or ``Model`` with shapes, of layers that Keras has; others may be
  ///     in it where they have no parameters. The element types of parameters are kept, but
  ///     bfloat16 becomes float32.
  ///   - path: the file, whose name must end in `.weights.h5`, or Keras would not read it.
  /// - Throws: ``FileError`` where it cannot be written, or Keras has no such layer; then there is
  ///   no file.
  public static func writeWeights(of model: any Layer, to path: String) throws {
    guard path.hasSuffix(".weights.h5") else {
      throw FileError(path, "is no name for weights of Keras; call it *.weights.h5")
    }
    try HDF5Writer.write(try weightsNode(of: model, path), to: path)
  }

  private static func weightsNode(of model: any Layer, _ path: String) throws -> HDF5Node {
    guard model.isBuilt else {
      throw FileError(
        path, "cannot hold a model without shapes; call build(inputShape) on it first")
    }
    return .group([("layers", try layersNode(of: model, path)), ("vars", .group([]))])
  }

  private static func layersNode(of model: any Module, _ path: String) throws -> HDF5Node {
    .group(
      try kerasSlots(of: model, path).map { slot in
        guard !(slot.module is Sequential), !(slot.module is Model) else {
          let inner = try layersNode(of: slot.module, path)
          return (slot.key, .group([("layers", inner), ("vars", .group([]))]))
        }
        return (slot.key, layerNode(try slot.variables(path)))
      })
  }

  private static func layerNode(_ variables: [KerasVariable]) -> HDF5Node {
    func vars(_ part: String?) -> HDF5Node {
      let own = variables.filter { $0.part == part }
      return .group(own.enumerated().map { ("\($0)", .dataset(stored($1))) })
    }
    var members: [(name: String, node: HDF5Node)] = [("vars", vars(nil))]
    var parts: [String] = []
    for variable in variables {
      guard let part = variable.part, !parts.contains(part) else { continue }
      parts.append(part)
      members.append((part, .group([("vars", vars(part))])))
    }
    return .group(members)
  }

  private static func stored(_ variable: KerasVariable) -> Tensor {
    guard let value = variable.parameter?.wrappedValue else { return Tensor(Int32(0)) }
    let kept = value.dtype == .float64 ? value : value.cast(to: .float32)
    return kept.reshaped(to: variable.shape)
  }
}
