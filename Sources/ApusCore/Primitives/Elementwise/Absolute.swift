import CApusKernels

/// out = |x|
package struct Absolute: UnaryPrimitive {
  package static let name = "abs"
  package static let kernel = APUS_ABS
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * sign(context.inputs[0])
  }
}

/// |x|. Its gradient at 0 is 0.
public func abs(_ x: Tensor) -> Tensor { apply(Absolute(), [x.numeric]) }

extension Tensor {
  /// |x| of each element; see ``abs(_:)``.
  public var absoluteValue: Tensor { abs(self) }
}
