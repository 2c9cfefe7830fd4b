import CApusKernels

/// out = ⌊x⌋
package struct Floor: UnaryPrimitive {
  package static let name = "floor"
  package static let kernel = APUS_FLOOR
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    nil
  }
}

/// ⌊x⌋, the largest whole number that is not above x. Its gradient is 0.
public func floor(_ x: Tensor) -> Tensor { x.dtype.isFloatingPoint ? apply(Floor(), [x]) : x }
