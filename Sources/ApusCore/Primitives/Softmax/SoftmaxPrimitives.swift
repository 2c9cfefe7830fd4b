extension Primitives {
  static let softmax: [any AnyPrimitive.Type] = [
    LogSoftmax.self, LogSoftmaxGradient.self, SigmoidCrossEntropy.self, SoftmaxCrossEntropy.self,
    SoftmaxCrossEntropyGradient.self, SoftmaxGradient.self, SoftmaxPrimitive.self,
    SparseSoftmaxCrossEntropy.self, SparseSoftmaxCrossEntropyGradient.self,
  ]
}
