import CApusKernels

/// out = σ(x) = 1 / (1 + e⁻ˣ)
package struct Sigmoid: OutputGradientPrimitive {
  package static let name = "sigmoid"
  package static let kernel = APUS_SIGMOID
  package func gradient(_ dy: Tensor, output y: Tensor) -> Tensor {
    apply(SigmoidGradient(), [dy, y])
  }
}

/// The logistic function σ(x) = 1 / (1 + e⁻ˣ), in [0, 1], without overflow for any x. Whole numbers
/// become float32.
public func sigmoid(_ x: Tensor) -> Tensor { apply(Sigmoid(), [x.floatingPoint]) }
