import ApusCore

/// A primitive that ONNX has a form for.
///
/// Each conforms in a file of its family, in `Primitives`.
protocol ONNXExportable: AnyPrimitive {
  typealias Operand = ONNXGraphBuilder.Operand

  /// Attributes that may be others for another size of batch; none unless a primitive says so.
  static var openAttributes: Set<String> { get }

  /// Adds the operators that compute `step`, an application of this primitive; its first output.
  ///
  /// - Throws: ``ONNXError`` where ONNX has no form for it with these attributes or inputs.
  func export(_ step: ONNXStep) throws -> Operand
}

extension ONNXExportable {
  static var openAttributes: Set<String> { [] }
}
