import CApusKernels

extension DType {
  /// The element type as kernels name it.
  var kernelType: apus_element_type { apus_element_type(UInt32(rawValue)) }
}

extension Shape {
  /// The shape as kernels take it.
  var kernelShape: apus_shape {
    var result = apus_shape()
    result.rank = Int64(rank)
    withUnsafeMutableBytes(of: &result.extents) { bytes in
      let extents = bytes.assumingMemoryBound(to: Int64.self)
      for axis in 0..<rank { extents[axis] = Int64(self[axis]) }
    }
    return result
  }
}

extension UnaryPrimitive {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let input = inputs[0]
    apus_unary(
      Self.kernel, input.dtype.kernelType, input.pointer, output.pointer,
      Int64(output.elementCount))
  }
}

extension BinaryPrimitive {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let a = inputs[0]
    let b = inputs[1]
    let type = a.dtype.kernelType
    let scalar: apus_scalar_operand
    if a.shape == b.shape {
      scalar = APUS_NEITHER_SCALAR
    } else if b.shape.rank == 0 {
      scalar = APUS_SECOND_SCALAR
    } else if a.shape.rank == 0 {
      scalar = APUS_FIRST_SCALAR
    } else {
      var aShape = a.shape.kernelShape
      var bShape = b.shape.kernelShape
      var shape = output.shape.kernelShape
      apus_binary_broadcast(
        Self.kernel, type, a.pointer, &aShape, b.pointer, &bShape, output.pointer, &shape)
      return
    }
    apus_binary(
      Self.kernel, type, a.pointer, b.pointer, output.pointer, Int64(output.elementCount), scalar)
  }
}

extension ScalarPrimitive {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let input = inputs[0]
    // The scalar in the tensor's element type, at most eight bytes.
    var bits: UInt64 = 0
    withUnsafeMutableBytes(of: &bits) { bytes in
      switch input.dtype {
      case .float32: bytes.storeBytes(of: Float(scalar), as: Float.self)
      case .float64: bytes.storeBytes(of: scalar, as: Double.self)
      case .bfloat16: bytes.storeBytes(of: BFloat16(Float(scalar)), as: BFloat16.self)
      case .int32: bytes.storeBytes(of: Int32(scalar), as: Int32.self)
      case .int64: bytes.storeBytes(of: Int64(scalar), as: Int64.self)
      case .uint8, .bool: bytes.storeBytes(of: UInt8(scalar), as: UInt8.self)
      }
    }
    apus_binary(
      Self.kernel, input.dtype.kernelType, input.pointer, &bits, output.pointer,
      Int64(output.elementCount), APUS_SECOND_SCALAR)
  }
}

extension Select {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    var condition = inputs[0].shape.kernelShape
    var a = inputs[1].shape.kernelShape
    var b = inputs[2].shape.kernelShape
    var shape = output.shape.kernelShape
    apus_select(
      output.dtype.kernelType, inputs[0].pointer, &condition, inputs[1].pointer, &a,
      inputs[2].pointer, &b, output.pointer, &shape)
  }
}

extension Clamp {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    apus_clamp(
      output.dtype.kernelType, inputs[0].pointer, lower, upper, output.pointer,
      Int64(output.elementCount))
  }
}
