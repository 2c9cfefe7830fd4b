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
    apus_unary(
      Self.kernel, inputs[0].dtype.kernelType, inputs[0].pointer, output.pointer,
      Int64(output.elementCount))
  }
}

extension BinaryPrimitive {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    // Tensors are read in place: binding one to a name would copy it.
    let type = inputs[0].dtype.kernelType
    let a = inputs[0].pointer
    let b = inputs[1].pointer
    let scalar: apus_scalar_operand
    if inputs[0].shape == inputs[1].shape {
      scalar = APUS_NEITHER_SCALAR
    } else if inputs[1].shape.rank == 0 {
      scalar = APUS_SECOND_SCALAR
    } else if inputs[0].shape.rank == 0 {
      scalar = APUS_FIRST_SCALAR
    } else {
      var aShape = inputs[0].shape.kernelShape
      var bShape = inputs[1].shape.kernelShape
      var shape = output.shape.kernelShape
      apus_binary_broadcast(Self.kernel, type, a, &aShape, b, &bShape, output.pointer, &shape)
      return
    }
    apus_binary(Self.kernel, type, a, b, output.pointer, Int64(output.elementCount), scalar)
  }
}

extension ScalarPrimitive {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    // The scalar in the tensor's element type, at most eight bytes.
    var bits: UInt64 = 0
    withUnsafeMutableBytes(of: &bits) { bytes in
      switch inputs[0].dtype {
      case .float32: bytes.storeBytes(of: Float(scalar), as: Float.self)
      case .float64: bytes.storeBytes(of: scalar, as: Double.self)
      case .bfloat16: bytes.storeBytes(of: BFloat16(Float(scalar)), as: BFloat16.self)
      case .int32: bytes.storeBytes(of: Int32(scalar), as: Int32.self)
      case .int64: bytes.storeBytes(of: Int64(scalar), as: Int64.self)
      case .uint8, .bool: bytes.storeBytes(of: UInt8(scalar), as: UInt8.self)
      }
    }
    apus_binary(
      Self.kernel, inputs[0].dtype.kernelType, inputs[0].pointer, &bits, output.pointer,
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
