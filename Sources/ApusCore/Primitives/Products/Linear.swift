/// out = activation(x · weight + bias) over the last axis, the bias and activation applied while
/// the product is in cache.
package struct LinearPrimitive: Primitive {
  package static let name = "linear"
  package let activation: FusedActivation

  package var attributes: [String: Attribute] { ["activation": .text(activation.rawValue)] }

  package func kept(for needs: InputSet) -> Kept {
    .factors(for: needs, outputs: activation != .none)
  }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    let (x, weight) = (inputs[0].shape, inputs[1].shape)
    try ensure(
      x.rank >= 1 && weight.rank == 2 && x[x.rank - 1] == weight[0],
      "linear: x \(x), weight \(weight): the last axis of x must be the first of the two of weight")
    if inputs.count > 2 {
      try ensure(
        inputs[2].shape == [weight[1]],
        """
        linear: weight \(weight), bias \(inputs[2].shape): the bias must have \(weight[1]) elements
        """
      )
    }
    var shape = x
    shape[x.rank - 1] = weight[1]
    return TensorType(shape, inputs[0].dtype)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (x, weight) = (context.inputs[0], context.inputs[1])
    let before = activation.gradient(context.gradient, output: context.output)
    let flat = before.flattenedToRows
    return [
      context.ifNeeded(0) {
        apply(MatMul(transposeB: true), [flat, weight]).reshaped(to: x.shape)
      },
      context.ifNeeded(1) { apply(MatMul(transposeA: true), [x.flattenedToRows, flat]) },
      context.inputs.count > 2 ? context.ifNeeded(2) { flat.sum(axes: [0]) } : nil,
    ]
  }
}

extension Tensor {
  /// The tensor as a matrix whose rows are its last axis.
  fileprivate var flattenedToRows: Tensor {
    if rank == 2 { return self }
    let width = shape[rank - 1]
    return reshaped(to: [shape.dropLast().reduce(1, *), width])
  }
}

/// activation(x · weight + bias), the sum over the last axis of x.
///
/// - Parameters:
///   - x: […, k], float32, float64 or bfloat16.
///   - weight: [k, n].
///   - bias: [n], or nil for none.
/// - Returns: […, n]. Traps where the shapes do not fit.
public func linear(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, activation: FusedActivation = .none
) -> Tensor {
  let dtype = x.dtype.promoted(with: weight.dtype)
  require(dtype.isFloatingPoint, "linear: \(x.type) is not floating point")
  if dtype == .bfloat16 {
    return linear(
      x.cast(to: .float32), weight.cast(to: .float32), bias?.cast(to: .float32),
      activation: activation
    ).cast(to: .bfloat16)
  }
  var inputs = [x.cast(to: dtype), weight.cast(to: dtype)]
  if let bias { inputs.append(bias.cast(to: dtype)) }
  return apply(LinearPrimitive(activation: activation), inputs)
}
