import ApusCore
import ApusData
import ApusInterop
import ApusNN
import ApusTraining

extension ModelFile {
  /// A form of file that other programs read.
  public enum Format: String, CaseIterable, Sendable {
    /// The network as operators, with its weights: see ``ApusInterop/ONNXModel``.
    case onnx
    /// The weights by name, and the architecture in the metadata: what a run's own file is.
    case safetensors
    /// The weights by name, for NumPy.
    case npz
    /// The whole model for Keras, `.keras`, or its weights for one of the same layers,
    /// `.weights.h5`: see ``ApusInterop/KerasFile``.
    case keras
  }

  /// Writes `model`, which this file describes, for other programs.
  ///
  /// - Throws: ``ONNXError`` where something in the model has no form in ONNX, ``FileError`` where
  ///   the file cannot be written or Keras has no such layer.
  public func export(_ model: any Layer, as format: Format, to path: String) throws {
    switch format {
    case .onnx:
      try exportONNX(
        model, inputShape: Shape(inputShape), to: path,
        metadata: [Self.key: try description()])
    case .safetensors:
      try Safetensors(tensors: model.weights, metadata: try metadata(for: model)).write(to: path)
    case .npz:
      try NumPyArchive.write(model.weights, to: path)
    case .keras where path.hasSuffix(".weights.h5"):
      try KerasFile.writeWeights(of: model, to: path)
    case .keras:
      try KerasFile.write(
        model, inputShape: model is Model ? nil : Shape(inputShape), to: path,
        metadata: [Self.key: try description()])
    }
  }
}
