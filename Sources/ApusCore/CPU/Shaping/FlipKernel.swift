import CApusKernels

extension Flip {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    if output.elementCount == 0 { return }
    let shape = output.shape
    let strides = shape.strides
    var read = apus_strided_read()
    var first = 0
    for axis in 0..<shape.rank {
      let isFlipped = axes.contains(axis)
      if isFlipped { first += (shape[axis] - 1) * strides[axis] }
      apus_read_axis(&read, Int64(shape[axis]), Int64(isFlipped ? -strides[axis] : strides[axis]))
    }
    let bytes = output.dtype.byteCount
    apus_read_strided(&read, inputs[0].pointer + first * bytes, output.pointer, Int64(bytes))
  }
}
