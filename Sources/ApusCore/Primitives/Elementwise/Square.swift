import CApusKernels

/// out = x²
package struct Square: UnaryPrimitive {
  package static let name = "square"
  package static let kernel = APUS_SQUARE
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * context.inputs[0] * 2
  }
}

/// x².
public func square(_ x: Tensor) -> Tensor { apply(Square(), [x.numeric]) }

extension Tensor {
  /// x² of each element; see ``square(_:)``.
  public var squared: Tensor { square(self) }
}
