import CApusKernels

/// out = x rounded, halves to even
package struct Round: StepPrimitive {
  package static let name = "round_nearest_even"
  package static let kernel = APUS_ROUND
}

/// The nearest whole number; halves go to the even one. Its gradient is 0.
public func round(_ x: Tensor) -> Tensor { x.dtype.isFloatingPoint ? apply(Round(), [x]) : x }
