import CApusKernels

extension AxisWindows {
  fileprivate var kernelShape: apus_windows {
    apus_windows(
      outer: Int64(folded[0]), extent: Int64(folded[1]),
      middle: Int64(folded[2..<place].reduce(1, *)),
      inner: Int64(folded.dropFirst(place).reduce(1, *)), windows: Int64(windows),
      taps: Int64(window.size), stride: Int64(window.stride), dilation: Int64(window.dilation),
      before: Int64(placement.before))
  }
}

extension Unfold {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    var shape = windows.kernelShape
    apus_unfold(output.dtype.kernelType, &shape, inputs[0].pointer, output.pointer)
  }
}

extension FoldPrimitive {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    var shape = windows.kernelShape
    apus_fold(output.dtype.kernelType, &shape, inputs[0].pointer, output.pointer)
  }
}
