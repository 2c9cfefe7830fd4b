import CApusKernels

extension Tile {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let shape = inputs[0].shape
    let strides = shape.strides
    var read = apus_strided_read()
    for axis in 0..<shape.rank {
      apus_read_axis(&read, Int64(repeats[axis]), 0)
      apus_read_axis(&read, Int64(shape[axis]), Int64(strides[axis]))
    }
    apus_read_strided(&read, inputs[0].pointer, output.pointer, Int64(output.dtype.byteCount))
  }
}
