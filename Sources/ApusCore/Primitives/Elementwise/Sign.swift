import CApusKernels

/// out = −1, 0 or 1 as x is below, at or above 0
struct Sign: UnaryPrimitive {
  static let name = "sign"
  static let kernel = APUS_SIGN
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    nil
  }
}

/// −1, 0 or 1 as x is below, at or above 0; NaN of NaN. Its gradient is 0.
public func sign(_ x: Tensor) -> Tensor { apply(Sign(), [x.numeric]) }
