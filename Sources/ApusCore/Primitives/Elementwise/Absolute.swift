import CApusKernels

/// out = |x|
struct Absolute: UnaryPrimitive {
  static let name = "abs"
  static let kernel = APUS_ABS
  func kept(for needs: InputSet) -> Kept { .allInputs }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * sign(context.inputs[0])
  }
}

/// |x|. Its gradient at 0 is 0.
public func abs(_ x: Tensor) -> Tensor { apply(Absolute(), [x.numeric]) }

extension Tensor {
  /// |x| of each element; see ``abs(_:)``.
  public var absoluteValue: Tensor { abs(self) }
}
