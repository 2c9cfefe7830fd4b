import CApusKernels

/// out = σ(x) = 1 / (1 + e⁻ˣ)
struct Sigmoid: UnaryPrimitive {
  static let name = "sigmoid"
  static let kernel = APUS_SIGMOID
  func kept(for needs: InputSet) -> Kept { .output }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    apply(SigmoidGradient(), [dy, context.output])
  }
}

/// The logistic function σ(x) = 1 / (1 + e⁻ˣ), in [0, 1], without overflow for any x. Whole numbers
/// become float32.
public func sigmoid(_ x: Tensor) -> Tensor { apply(Sigmoid(), [x.floatingPoint]) }
