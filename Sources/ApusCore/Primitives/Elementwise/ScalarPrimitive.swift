import CApusKernels

/// A primitive on each element of a tensor and one number, which is an attribute rather than a
/// tensor.
package protocol ScalarPrimitive: Primitive {
  /// The loop that computes it, the number being the second operand.
  static var kernel: apus_binary_operation { get }
  /// The number; it is rounded to the tensor's element type.
  var scalar: Double { get }
}

extension ScalarPrimitive {
  package var attributes: [String: Attribute] { ["scalar": .number(scalar)] }
  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }
}

extension Tensor {
  /// The element type in which this tensor meets a number.
  ///
  /// The tensor's own where it is floating point or the number is a whole one that it holds;
  /// float32 for a fraction; of bool, int32.
  @inline(__always) func dtype(with scalar: Double) -> DType {
    dtype.isFloatingPoint ? dtype : wholeDType(with: scalar)
  }

  private func wholeDType(with scalar: Double) -> DType {
    switch dtype {
    case .int64: Int64(exactly: scalar) != nil ? .int64 : .float32
    case .uint8 where UInt8(exactly: scalar) != nil: .uint8
    default:
      Int32(exactly: scalar) != nil ? .int32 : Int64(exactly: scalar) != nil ? .int64 : .float32
    }
  }

  /// The number as a scalar tensor of the element type in which this tensor meets it.
  func scalar(_ value: Double) -> Tensor {
    let type = TensorType([], dtype(with: value))
    // A traced tensor has no elements, but the number that it meets has one: exports write it.
    let result = Tensor(uninitialized: type, on: device == .meta ? Device.current : device)
    if result.storage != nil { result.fill(value) }
    return result
  }
}
