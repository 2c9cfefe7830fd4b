/// out = a + b (being replaced by the element-wise family)
struct Add: Primitive {
  static let name = "add"
  func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }
  func gradient(_ context: GradientContext) -> [Tensor?] { [context.gradient, context.gradient] }
  func compute(_ inputs: [Tensor], into output: Tensor) {
    let a = inputs[0].doubles, b = inputs[1].doubles
    for i in 0..<output.elementCount { output.pointer(to: Double.self)[i] = a[i] + b[i] }
  }
}

/// out = a b (being replaced by the element-wise family)
struct Multiply: Primitive {
  static let name = "multiply"
  func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }
  func kept(for needs: InputSet) -> Kept { .allInputs }
  func gradient(_ context: GradientContext) -> [Tensor?] {
    [context.gradient * context.inputs[1], context.gradient * context.inputs[0]]
  }
  func compute(_ inputs: [Tensor], into output: Tensor) {
    let a = inputs[0].doubles, b = inputs[1].doubles
    for i in 0..<output.elementCount { output.pointer(to: Double.self)[i] = a[i] * b[i] }
  }
}

extension Tensor {
  /// The sum.
  public static func + (a: Tensor, b: Tensor) -> Tensor { apply(Add(), [a, b]) }
  /// The product.
  public static func * (a: Tensor, b: Tensor) -> Tensor { apply(Multiply(), [a, b]) }
}
