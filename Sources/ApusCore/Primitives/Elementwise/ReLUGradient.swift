import CApusKernels

/// out = dy where y > 0, else 0; y is relu's output.
package struct ReLUGradient: BinaryPrimitive {
  package static let name = "relu_gradient"
  package static let kernel = APUS_RELU_GRADIENT
  package func kept(for needs: InputSet) -> Kept {
    Kept(inputs: InputSet(1))
  }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    // The step has no slope, so y gets none.
    [context.ifNeeded(0) { apply(ReLUGradient(), [context.gradient, context.inputs[1]]) }, nil]
  }
}
