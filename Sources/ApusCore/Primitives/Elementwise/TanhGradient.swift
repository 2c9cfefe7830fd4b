import CApusKernels

/// out = dy (1 − y²); y is tanh's output.
package struct TanhGradient: BinaryPrimitive {
  package static let name = "tanh_gradient"
  package static let kernel = APUS_TANH_GRADIENT
  package func kept(for needs: InputSet) -> Kept {
    Kept(inputs: needs.contains(1) ? .all : InputSet(1))
  }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (dy, y) = (context.inputs[0], context.inputs[1])
    return [
      context.ifNeeded(0) { apply(TanhGradient(), [context.gradient, y]) },
      context.ifNeeded(1) { context.gradient * dy * y * -2 },
    ]
  }
}
