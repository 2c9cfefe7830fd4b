import CApusKernels

/// out = ln x
struct Logarithm: UnaryPrimitive {
  static let name = "log"
  static let kernel = APUS_LOG
  func kept(for needs: InputSet) -> Kept { .allInputs }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy / context.inputs[0]
  }
}

/// ln x: −∞ at 0, NaN below. Whole numbers become float32.
public func log(_ x: Tensor) -> Tensor { apply(Logarithm(), [x.floatingPoint]) }
