import CApusKernels

/// out = ⌈x⌉
struct Ceiling: UnaryPrimitive {
  static let name = "ceil"
  static let kernel = APUS_CEIL
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    nil
  }
}

/// ⌈x⌉, the smallest whole number that is not below x. Its gradient is 0.
public func ceil(_ x: Tensor) -> Tensor { x.dtype.isFloatingPoint ? apply(Ceiling(), [x]) : x }
