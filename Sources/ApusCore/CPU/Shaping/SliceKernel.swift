import CApusKernels

extension SlicePrimitive {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let input = inputs[0]
    let strides = input.shape.strides
    var read = apus_strided_read()
    for axis in 0..<geometry.rank {
      let part = geometry[axis]
      apus_read_axis(&read, Int64(part.count), Int64(strides[axis] * part.step))
    }
    let bytes = output.dtype.byteCount
    apus_read_strided(
      &read, input.pointer + geometry.offset(in: input.shape) * bytes, output.pointer, Int64(bytes))
  }
}
