import CApusKernels

/// out = √x
package struct SquareRoot: UnaryPrimitive {
  package static let name = "sqrt"
  package static let kernel = APUS_SQRT
  package func kept(for needs: InputSet) -> Kept { .output }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * 0.5 / context.output
  }
}

/// √x: NaN below 0. Whole numbers become float32.
public func sqrt(_ x: Tensor) -> Tensor { apply(SquareRoot(), [x.floatingPoint]) }
