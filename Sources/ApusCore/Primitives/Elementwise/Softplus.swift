import CApusKernels

/// out = ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|)
struct Softplus: UnaryPrimitive {
  static let name = "softplus"
  static let kernel = APUS_SOFTPLUS
  func kept(for needs: InputSet) -> Kept { .allInputs }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * sigmoid(context.inputs[0])
  }
}

/// ln(1 + eˣ), without overflow for any x. Whole numbers become float32.
public func softplus(_ x: Tensor) -> Tensor { apply(Softplus(), [x.floatingPoint]) }
