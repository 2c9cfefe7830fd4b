import CApusKernels

/// out = ln x
package struct Logarithm: UnaryPrimitive {
  package static let name = "log"
  package static let kernel = APUS_LOG
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy / context.inputs[0]
  }
}

/// ln x: −∞ at 0, NaN below. Whole numbers become float32.
public func log(_ x: Tensor) -> Tensor { apply(Logarithm(), [x.floatingPoint]) }
