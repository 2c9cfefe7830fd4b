import CApusKernels

/// out = x²
struct Square: UnaryPrimitive {
  static let name = "square"
  static let kernel = APUS_SQUARE
  func kept(for needs: InputSet) -> Kept { .allInputs }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * context.inputs[0] * 2
  }
}

/// x².
public func square(_ x: Tensor) -> Tensor { apply(Square(), [x.numeric]) }

extension Tensor {
  /// x² of each element; see ``square(_:)``.
  public var squared: Tensor { square(self) }
}
