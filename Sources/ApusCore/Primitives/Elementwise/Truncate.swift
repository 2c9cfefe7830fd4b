import CApusKernels

/// out = x without its fraction
struct Truncate: UnaryPrimitive {
  static let name = "trunc"
  static let kernel = APUS_TRUNC
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    nil
  }
}

/// x without its fraction: rounded toward 0. Its gradient is 0.
public func trunc(_ x: Tensor) -> Tensor { x.dtype.isFloatingPoint ? apply(Truncate(), [x]) : x }
