import CApusKernels

/// out = ⌊a / b⌋
package struct FloorDivide: BinaryPrimitive {
  package static let name = "floor_divide"
  package static let kernel = APUS_FLOOR_DIVIDE
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [nil, nil]
  }
}

/// ⌊a / b⌋, broadcast together, exact also where a / b rounds up to a whole number. Its gradient
/// is 0.
///
/// By 0: as a / b of real numbers, and 0 of whole numbers.
public func floorDivide(_ a: Tensor, _ b: Tensor) -> Tensor { applyPromoted(FloorDivide(), a, b) }

/// ⌊a / b⌋ for every element of a.
public func floorDivide(_ a: Tensor, _ b: Double) -> Tensor { floorDivide(a, a.scalar(b)) }
