/// Sum of all (being replaced by the reductions)
struct Sum: Primitive {
  static let name = "sum"
  func outputType(_ inputs: [Tensor]) -> TensorType { TensorType([], inputs[0].dtype) }
  func gradient(_ context: GradientContext) -> [Tensor?] {
    [apply(Spread(shape: context.inputs[0].shape), [context.gradient])]
  }
  func compute(_ inputs: [Tensor], into output: Tensor) {
    output.pointer(to: Double.self)[0] = inputs[0].doubles.reduce(0, +)
  }
}
struct Spread: Primitive {
  static let name = "spread"
  let shape: Shape
  func outputType(_ inputs: [Tensor]) -> TensorType { TensorType(shape, inputs[0].dtype) }
  func gradient(_ context: GradientContext) -> [Tensor?] { [context.gradient.sum()] }
  func compute(_ inputs: [Tensor], into output: Tensor) { output.fill(inputs[0].item) }
}
extension Tensor {
  /// The sum of all elements.
  public func sum() -> Tensor { apply(Sum(), [self]) }
}
