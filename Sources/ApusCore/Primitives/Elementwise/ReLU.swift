import CApusKernels

/// out = max(x, 0)
package struct ReLUPrimitive: UnaryPrimitive {
  package static let name = "relu"
  package static let kernel = APUS_RELU
  package func kept(for needs: InputSet) -> Kept { .output }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    apply(ReLUGradient(), [dy, context.output])
  }
}

/// max(x, 0), the rectified linear unit; NaN of NaN. Its gradient at 0 is 0.
public func relu(_ x: Tensor) -> Tensor { apply(ReLUPrimitive(), [x.numeric]) }
