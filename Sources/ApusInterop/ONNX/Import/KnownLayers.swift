import ApusData
import ApusNN

extension LayerRegistry {
  /// The layers that a model's file may name: the library's, and networks of other programs.
  public static let known = LayerRegistry.all.adding(
    ONNXNetwork.self, summary: "a network from an ONNX file")
}
