import CApusKernels

/// out = max(x, 0)
package struct ReLUPrimitive: OutputGradientPrimitive {
  package static let name = "relu"
  package static let kernel = APUS_RELU
  package func gradient(_ dy: Tensor, output y: Tensor) -> Tensor {
    apply(ReLUGradient(), [dy, y])
  }
}

/// max(x, 0), the rectified linear unit; NaN of NaN. Its gradient at 0 is 0.
public func relu(_ x: Tensor) -> Tensor { apply(ReLUPrimitive(), [x.numeric]) }
