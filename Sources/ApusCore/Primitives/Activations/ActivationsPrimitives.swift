extension Primitives {
  static let activations: [any AnyPrimitive.Type] = [
    GatedLinearUnit.self, GatedLinearUnitGradient.self, LearnedSwish.self, ParametricReLU.self,
    Softplus.self, LearnedGradient<ParametricReLU>.self, LearnedGradient<LearnedSwish>.self,
    PointwiseGradient<Softplus>.self,
  ]
}
