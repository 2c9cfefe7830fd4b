extension StoredElement {
  private static let onnxCodes: [Int: StoredElement] = [
    1: .float32, 2: .uint8, 3: .int8, 4: .uint16, 5: .int16, 6: .int32, 7: .int64, 9: .bool,
    10: .float16, 11: .float64, 12: .uint32, 13: .uint64, 16: .bfloat16,
  ]

  /// The element that ONNX numbers `onnxCode`; nil where it is not supported.
  init?(onnxCode: Int) {
    guard let element = StoredElement.onnxCodes[onnxCode] else { return nil }
    self = element
  }

  /// ONNX's number for it.
  var onnxCode: Int { StoredElement.onnxCodes.first { $0.value == self }?.key ?? 0 }
}
