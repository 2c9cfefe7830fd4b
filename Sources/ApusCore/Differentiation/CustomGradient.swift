/// The outputs of `function` at `inputs`, with a derivative of your own in place of the one that
/// the tape would find.
///
/// For formulas that are exacter or cheaper than the chain rule's, for derivatives that are meant
/// to be others (straight-through estimators, reversed gradients), and for code that computes
/// outside of tensors.
///
/// ```swift
/// // A step, whose slope of 0 nothing could learn from, passed on as if it were x.
/// let spike = customGradient(at: x) { ($0 .> 0).cast(to: $0.dtype) } product: { _, _, v in v }
/// ```
///
/// Nothing in `function` is recorded, so it runs without a tape's cost; outside of gradient calls
/// it is simply called. What it depends on must be among `inputs`: reading another variable of the
/// gradient call traps, since its gradient would be lost. Traces record what `function` does.
///
/// - Parameters:
///   - inputs: of any shapes and element types.
///   - isDifferentiableOnce: whether `product` computes outside of tensors, so that its own
///     derivatives are not known; then asking for them traps, where they would silently be 0
///     otherwise. Products written in tensor operations differentiate again, to any order.
///   - function: the outputs, at least one.
///   - product: vᵀJ, with J = ∂outputs/∂inputs: of the inputs, the outputs and a cotangent v for
///     each output (its shape and element type; zeros where none reached it), a gradient for each
///     input, of its shape and element type, or nil for 0. Traps where they are not.
/// - Source: PyTorch `autograd.Function`, JAX `custom_vjp`.
public func customGradient(
  at inputs: [Tensor], isDifferentiableOnce: Bool = false,
  of function: ([Tensor]) throws -> [Tensor],
  product:
    @escaping @Sendable (_ inputs: [Tensor], _ outputs: [Tensor], _ cotangents: [Tensor]) ->
    [Tensor?]
) rethrows -> [Tensor] {
  guard let tape = Recorder.current as? Tape else { return try function(inputs) }
  var outputs = try Recorder.with(VariableWatch(tape)) {
    try function(inputs.map(\.withoutDerivative)).map { output in
      tape.requireConstants([output])
      return output.withoutDerivative
    }
  }
  require(!outputs.isEmpty, "customGradient: the function gives no output; it must give one")
  tape.record(
    CustomProduct(isDifferentiableOnce: isDifferentiableOnce, product: product), inputs, &outputs)
  return outputs
}

/// The output of `function` at `input`, with a derivative of your own; see
/// ``customGradient(at:isDifferentiableOnce:of:product:)-([Tensor],_,_,_)``.
///
/// - Parameters:
///   - input: of any shape and element type.
///   - isDifferentiableOnce: whether `product` computes outside of tensors.
///   - function: the output.
///   - product: vᵀJ of the input, the output and the cotangent v: of the input's shape and element
///     type; traps otherwise.
public func customGradient(
  at input: Tensor, isDifferentiableOnce: Bool = false, of function: (Tensor) throws -> Tensor,
  product: @escaping @Sendable (_ input: Tensor, _ output: Tensor, _ cotangent: Tensor) -> Tensor
) rethrows -> Tensor {
  try customGradient(at: [input], isDifferentiableOnce: isDifferentiableOnce) {
    [try function($0[0])]
  } product: {
    [product($0[0], $1[0], $2[0])]
  }[0]
}

/// What the tape keeps of a function with a derivative of its own. It is recorded, never run.
private struct CustomProduct: MultiplePrimitive {
  static let name = "customGradient"
  let isDifferentiableOnce: Bool
  let product: @Sendable ([Tensor], [Tensor], [Tensor]) -> [Tensor?]

  func outputTypes(_ inputs: [Tensor]) -> [TensorType] { [] }
  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {}
  func kept(for needs: InputSet) -> Kept { Kept(inputs: .all, outputs: true) }

  func gradient(_ context: GradientContext) -> [Tensor?] {
    let inputs = context.inputs
    let outputs = context.outputs.all
    let cotangents = zip(outputs, context.gradients.all).map { output, gradient in
      gradient ?? output.withoutDerivative.zerosLike
    }
    if isDifferentiableOnce, let tape = Recorder.current as? Tape {
      require(
        !tape.depends(on: inputs + outputs + cotangents),
        """
        customGradient: a second derivative is asked for, but the first is computed outside of \
        tensors (isDifferentiableOnce)
        """
      )
    }
    let gradients = product(inputs, outputs, cotangents)
    require(
      gradients.count == inputs.count,
      """
      customGradient: \(gradients.count) gradients for \(inputs.count) inputs; it must give one each
      """
    )
    for (position, gradient) in gradients.enumerated() {
      guard let gradient else { continue }
      require(
        gradient.type == inputs[position].type,
        """
        customGradient: a gradient of \(gradient.type) for input \(position) of \
        \(inputs[position].type); it must be the same
        """
      )
    }
    return gradients
  }
}

/// Listens while a function with a derivative of its own runs: a variable that it reads beside its
/// inputs is a mistake.
private final class VariableWatch: Recorder {
  private let tape: Tape

  init(_ tape: Tape) { self.tape = tape }

  override var isAtParameters: Bool { tape.isAtParameters }

  override func record(_ primitive: any AnyPrimitive, _ inputs: [Tensor], _ output: inout Tensor) {
    tape.requireConstants(inputs)
  }

  override func record(
    _ primitive: any AnyPrimitive, _ inputs: [Tensor], _ outputs: inout [Tensor]
  ) {
    tape.requireConstants(inputs)
  }
}

extension Tape {
  fileprivate func requireConstants(_ tensors: [Tensor]) {
    require(
      !depends(on: tensors),
      """
      customGradient: the function reads a variable that is not among its inputs; pass it as one, \
      or take it withoutDerivative
      """
    )
  }
}
