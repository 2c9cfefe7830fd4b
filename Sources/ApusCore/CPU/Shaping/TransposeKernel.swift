import CApusKernels

extension Transpose {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let strides = inputs[0].shape.strides
    var read = apus_strided_read()
    for (position, axis) in axes.enumerated() {
      apus_read_axis(&read, Int64(output.shape[position]), Int64(strides[axis]))
    }
    apus_read_strided(&read, inputs[0].pointer, output.pointer, Int64(output.dtype.byteCount))
  }
}
