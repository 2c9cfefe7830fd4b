import CApusKernels

/// out = tanh x
package struct HyperbolicTangent: OutputGradientPrimitive {
  package static let name = "tanh"
  package static let kernel = APUS_TANH
  package func gradient(_ dy: Tensor, output y: Tensor) -> Tensor {
    apply(TanhGradient(), [dy, y])
  }
}

/// tanh x = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), in [−1, 1]. Whole numbers become float32.
public func tanh(_ x: Tensor) -> Tensor { apply(HyperbolicTangent(), [x.floatingPoint]) }
