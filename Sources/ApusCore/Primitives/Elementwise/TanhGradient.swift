import CApusKernels

/// out = dy (1 − y²); y is tanh's output.
struct TanhGradient: BinaryPrimitive {
  static let name = "tanh_gradient"
  static let kernel = APUS_TANH_GRADIENT
  func kept(for needs: InputSet) -> Kept {
    Kept(inputs: needs.contains(1) ? .all : InputSet(1))
  }
  func gradient(_ context: GradientContext) -> [Tensor?] {
    let (dy, y) = (context.inputs[0], context.inputs[1])
    return [
      context.ifNeeded(0) { apply(TanhGradient(), [context.gradient, y]) },
      context.ifNeeded(1) { context.gradient * dy * y * -2 },
    ]
  }
}
