import CApusKernels

/// out = ⌊x⌋
struct Floor: UnaryPrimitive {
  static let name = "floor"
  static let kernel = APUS_FLOOR
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    nil
  }
}

/// ⌊x⌋, the largest whole number that is not above x. Its gradient is 0.
public func floor(_ x: Tensor) -> Tensor { x.dtype.isFloatingPoint ? apply(Floor(), [x]) : x }
