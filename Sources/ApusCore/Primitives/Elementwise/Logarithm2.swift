import CApusKernels

/// out = log₂ x
package struct Logarithm2: UnaryPrimitive {
  package static let name = "log2"
  package static let kernel = APUS_LOG2
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy / (context.inputs[0] * 0.6931471805599453)  // ln 2
  }
}

/// log₂ x: −∞ at 0, NaN below. Whole numbers become float32.
public func log2(_ x: Tensor) -> Tensor { apply(Logarithm2(), [x.floatingPoint]) }
