/// out = x − ln Σ exp(x) along an axis.
struct LogSoftmax: Primitive {
  static let name = "log_softmax"
  let axis: Int

  var attributes: [String: Attribute] { ["axis": .integer(axis)] }
  func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }
  func kept(for needs: InputSet) -> Kept { .output }

  func gradient(_ context: GradientContext) -> [Tensor?] {
    let g = context.gradient
    return [g - exp(context.output) * g.sum(axes: [axis], keepDimensions: true)]
  }
}

/// The logarithm of the softmax, x − ln Σ exp(x) along `axis`, exact also where the softmax is nearly 0.
///
/// - Parameters:
///   - x: floating point, at least one axis.
///   - axis: the axis to normalise over; negative counts from the end.
public func logSoftmax(_ x: Tensor, axis: Int = -1) -> Tensor {
  require(x.dtype.isFloatingPoint, "logSoftmax: \(x.type) is not floating point")
  return apply(LogSoftmax(axis: x.shape.axis(axis, in: "logSoftmax")), [x])
}
