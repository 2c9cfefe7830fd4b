import ApusCore
import CApusKernels
import Testing

/// The functions' numbers are those of the kernels.
@Suite struct PointwiseFunctionTests {
  @Test func everyFunctionHasItsKernelsNumber() {
    let kernels: [(PointwiseFunction, apus_pointwise_function)] = [
      (.leakyReLU, APUS_LEAKY_RELU),
      (.exponentialLinear, APUS_EXPONENTIAL_LINEAR),
      (.gelu, APUS_GELU),
      (.geluTanh, APUS_GELU_TANH),
      (.swish, APUS_SWISH),
      (.mish, APUS_MISH),
      (.softplus, APUS_SOFTPLUS),
      (.logSigmoid, APUS_LOG_SIGMOID),
      (.logistic, APUS_LOGISTIC),
      (.scaledTanh, APUS_SCALED_TANH),
      (.arctan, APUS_ARCTAN),
      (.softsign, APUS_SOFTSIGN),
      (.squareplus, APUS_SQUAREPLUS),
      (.ramp, APUS_RAMP),
      (.hardSilu, APUS_HARD_SILU),
      (.tanhShrink, APUS_TANH_SHRINK),
      (.softShrink, APUS_SOFT_SHRINK),
      (.hardShrink, APUS_HARD_SHRINK),
      (.threshold, APUS_THRESHOLD),
      (.step, APUS_STEP),
      (.sparsePlus, APUS_SPARSE_PLUS),
    ]
    for (function, kernel) in kernels { #expect(function.rawValue == kernel.rawValue) }
    #expect(kernels.map(\.0) == PointwiseFunction.allCases)
    #expect(kernels.count == Int(APUS_POINTWISE_FUNCTIONS.rawValue))
  }

  @Test func constantsThatAFunctionHasNotAre0() {
    #expect(PointwiseConstants(2, -1) == PointwiseConstants(2, -1, 0, 0))
    #expect(PointwiseConstants() == PointwiseConstants(0, 0, 0, 0))
  }
}
