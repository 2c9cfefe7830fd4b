import CApusKernels

/// out = −1, 0 or 1 as x is below, at or above 0
package struct Sign: StepPrimitive {
  package static let name = "sign"
  package static let kernel = APUS_SIGN
}

/// −1, 0 or 1 as x is below, at or above 0; NaN of NaN. Its gradient is 0.
public func sign(_ x: Tensor) -> Tensor { apply(Sign(), [x.numeric]) }
