import CApusKernels

/// out = ⌈x⌉
package struct Ceiling: StepPrimitive {
  package static let name = "ceil"
  package static let kernel = APUS_CEIL
}

/// ⌈x⌉, the smallest whole number that is not below x. Its gradient is 0.
public func ceil(_ x: Tensor) -> Tensor { x.dtype.isFloatingPoint ? apply(Ceiling(), [x]) : x }
