import CApusKernels

/// out = tanh x
package struct HyperbolicTangent: UnaryPrimitive {
  package static let name = "tanh"
  package static let kernel = APUS_TANH
  package func kept(for needs: InputSet) -> Kept { .output }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    apply(TanhGradient(), [dy, context.output])
  }
}

/// tanh x = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), in [−1, 1]. Whole numbers become float32.
public func tanh(_ x: Tensor) -> Tensor { apply(HyperbolicTangent(), [x.floatingPoint]) }
