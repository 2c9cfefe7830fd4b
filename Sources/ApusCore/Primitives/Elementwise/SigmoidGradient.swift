import CApusKernels

/// out = dy y (1 − y); y is sigmoid's output.
package struct SigmoidGradient: BinaryPrimitive {
  package static let name = "sigmoid_gradient"
  package static let kernel = APUS_SIGMOID_GRADIENT
  package func kept(for needs: InputSet) -> Kept {
    Kept(inputs: needs.contains(1) ? .all : InputSet(1))
  }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (dy, y) = (context.inputs[0], context.inputs[1])
    return [
      context.ifNeeded(0) { apply(SigmoidGradient(), [context.gradient, y]) },
      context.ifNeeded(1) { context.gradient * dy * (1 - y * 2) },
    ]
  }
}
