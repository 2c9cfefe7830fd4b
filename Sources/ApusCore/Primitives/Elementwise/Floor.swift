import CApusKernels

/// out = ⌊x⌋
package struct Floor: StepPrimitive {
  package static let name = "floor"
  package static let kernel = APUS_FLOOR
}

/// ⌊x⌋, the largest whole number that is not above x. Its gradient is 0.
public func floor(_ x: Tensor) -> Tensor { x.dtype.isFloatingPoint ? apply(Floor(), [x]) : x }
