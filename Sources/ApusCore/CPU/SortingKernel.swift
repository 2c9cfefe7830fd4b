import CApusKernels

extension ArgSort {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let source = inputs[0].widened
    let split = AxisSplit(source.shape, axis: axis)
    withExtendedLifetime(source) {
      apus_argsort(
        source.dtype.kernelType, Int64(split.outer), Int64(split.count), Int64(split.inner),
        Int64(count), isDescending ? 1 : 0, source.pointer, output.pointer(to: Int32.self))
    }
  }
}
