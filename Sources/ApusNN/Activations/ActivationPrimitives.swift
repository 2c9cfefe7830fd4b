import ApusCore

extension Primitives {
  /// The types of all primitives: those of ApusCore, and the activations with their gradients.
  package static let all = core + activations.flatMap { [$0, $0.gradientType] }

  /// The activations of this folder.
  static let activations: [any PointwiseActivation.Type] = [
    ArcTangentActivation.self, ExponentialLinear.self, GaussianErrorLinear.self,
    GaussianErrorLinearByTanh.self, HardShrink.self, HardSigmoidLinear.self, LeakyRectifier.self,
    LogSigmoid.self, Logistic.self, Mish.self, Ramp.self, ScaledTanh.self, SigmoidLinear.self,
    SoftShrink.self, Softsign.self, SparsePlus.self, Squareplus.self, Step.self, TanhShrink.self,
    Threshold.self,
  ]
}

extension PointwiseActivation {
  /// The primitive that computes the gradient.
  fileprivate static var gradientType: any AnyPrimitive.Type { PointwiseGradient<Self>.self }
}
