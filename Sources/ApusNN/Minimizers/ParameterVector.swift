import ApusCore

/// How one vector of float64 holds tensors of several shapes and types, one after the other.
struct ParameterVector {
  let types: [TensorType]

  /// The number of elements of all tensors.
  var count: Int { types.reduce(0) { $0 + $1.shape.elementCount } }

  /// The relative rounding of the coarsest of the types, which derivatives have too.
  var rounding: Double { types.contains { $0.dtype == .float32 } ? 0x1p-23 : 0x1p-52 }

  /// Traps where a tensor is not of float32 or float64, or there is no element.
  init(_ types: [TensorType], of caller: String) {
    self.types = types
    for type in types {
      require(
        type.dtype == .float32 || type.dtype == .float64,
        "\(caller): \(type); it must be of float32 or float64")
    }
    require(count > 0, "\(caller): there is no parameter to change")
  }

  /// All elements of `tensors`.
  func elements(of tensors: [Tensor]) -> [Double] { tensors.flatMap(\.doubles) }

  /// The tensors that `elements` holds, each with memory of its own.
  func tensors(_ elements: [Double]) -> [Tensor] {
    var start = 0
    return types.map { type in
      defer { start += type.shape.elementCount }
      let part = Array(elements[start..<(start + type.shape.elementCount)])
      return Tensor(part, shape: type.shape).cast(to: type.dtype)
    }
  }

  /// The tensors that the vector `flat` holds, as functions of it.
  func parts(of flat: Tensor) -> [Tensor] {
    zip(flat.split(sizes: types.map(\.shape.elementCount)), types).map { part, type in
      part.cast(to: type.dtype).reshaped(to: type.shape)
    }
  }
}
