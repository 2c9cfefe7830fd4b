import CApusFFT

extension FourierTransform {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let split = AxisSplit(output.shape, axis: axis)
    let failed = apus_fft(
      output.dtype == .float32 ? APUS_FFT_FLOAT32 : APUS_FFT_FLOAT64, inputs[0].pointer,
      output.pointer, Int64(split.outer), Int64(split.count), Int64(split.inner / 2),
      isInverse ? 1 : 0, scale)
    require(failed == 0, "fft: out of memory for lines of \(split.count)")
  }
}
