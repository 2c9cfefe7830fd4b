import CApusKernels

/// out = ⌈x⌉
package struct Ceiling: UnaryPrimitive {
  package static let name = "ceil"
  package static let kernel = APUS_CEIL
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    nil
  }
}

/// ⌈x⌉, the smallest whole number that is not below x. Its gradient is 0.
public func ceil(_ x: Tensor) -> Tensor { x.dtype.isFloatingPoint ? apply(Ceiling(), [x]) : x }
