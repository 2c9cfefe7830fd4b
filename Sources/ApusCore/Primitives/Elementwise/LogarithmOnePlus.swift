import CApusKernels

/// out = ln(1 + x)
struct LogarithmOnePlus: UnaryPrimitive {
  static let name = "log1p"
  static let kernel = APUS_LOG1P
  func kept(for needs: InputSet) -> Kept { .allInputs }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy / (context.inputs[0] + 1)
  }
}

/// ln(1 + x), accurate near 0: −∞ at −1, NaN below. Whole numbers become float32.
public func log1p(_ x: Tensor) -> Tensor { apply(LogarithmOnePlus(), [x.floatingPoint]) }
