import CApusKernels

/// out = |x|
package struct Absolute: InputGradientPrimitive {
  package static let name = "abs"
  package static let kernel = APUS_ABS
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor { dy * sign(x) }
}

/// |x|. Its gradient at 0 is 0.
public func abs(_ x: Tensor) -> Tensor { apply(Absolute(), [x.numeric]) }

extension Tensor {
  /// |x| of each element; see ``abs(_:)``.
  public var absoluteValue: Tensor { abs(self) }
}
