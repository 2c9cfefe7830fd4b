import CApusKernels

/// out = x²
package struct Square: InputGradientPrimitive {
  package static let name = "square"
  package static let kernel = APUS_SQUARE
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor { dy * x * 2 }
}

/// x².
public func square(_ x: Tensor) -> Tensor { apply(Square(), [x.numeric]) }

extension Tensor {
  /// x² of each element; see ``square(_:)``.
  public var squared: Tensor { square(self) }
}
