import CApusKernels

/// out = 1 / x
package struct Reciprocal: UnaryPrimitive {
  package static let name = "reciprocal"
  package static let kernel = APUS_RECIPROCAL
  package func kept(for needs: InputSet) -> Kept { .output }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    -(dy * square(context.output))
  }
}

/// 1 / x. Whole numbers become float32.
public func reciprocal(_ x: Tensor) -> Tensor { apply(Reciprocal(), [x.floatingPoint]) }
