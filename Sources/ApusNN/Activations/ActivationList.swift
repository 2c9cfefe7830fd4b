extension ActivationFunction {
  /// All functions of the library, those with constants with their usual ones.
  public static var all: [ActivationFunction] {
    [
      // Steps and lines
      .linear, .absolute, .binaryStep, .bipolarStep, .exponential,
      // Sigmoids
      .sigmoid, .tanh, .arctan, .softsign, .logSigmoid,
      // Ramps
      .hardSigmoid, .hardTanh, .relu6, .sparseSigmoid,
      // Rectifiers
      .relu, .leakyReLU, .threshold, .elu, .selu, .celu, .softplus, .squareplus, .sparsePlus,
      // Gates: x times a share of it
      .gelu, .geluTanh, .geluSigmoid, .silu, .swish, .hardSilu, .mish, .glu,
      // Shrinkage
      .hardShrink, .softShrink, .tanhShrink,
      // Distributions
      .softmax, .logSoftmax, .sparsemax,
    ]
  }
}
