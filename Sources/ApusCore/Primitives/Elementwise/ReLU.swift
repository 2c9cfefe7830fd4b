import CApusKernels

/// out = max(x, 0)
struct ReLU: UnaryPrimitive {
  static let name = "relu"
  static let kernel = APUS_RELU
  func kept(for needs: InputSet) -> Kept { .output }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    apply(ReLUGradient(), [dy, context.output])
  }
}

/// max(x, 0), the rectified linear unit; NaN of NaN. Its gradient at 0 is 0.
public func relu(_ x: Tensor) -> Tensor { apply(ReLU(), [x.numeric]) }
