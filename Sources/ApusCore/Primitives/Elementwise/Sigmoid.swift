import CApusKernels

/// out = σ(x) = 1 / (1 + e⁻ˣ)
package struct Sigmoid: UnaryPrimitive {
  package static let name = "sigmoid"
  package static let kernel = APUS_SIGMOID
  package func kept(for needs: InputSet) -> Kept { .output }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    apply(SigmoidGradient(), [dy, context.output])
  }
}

/// The logistic function σ(x) = 1 / (1 + e⁻ˣ), in [0, 1], without overflow for any x. Whole numbers
/// become float32.
public func sigmoid(_ x: Tensor) -> Tensor { apply(Sigmoid(), [x.floatingPoint]) }
