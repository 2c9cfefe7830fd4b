import ApusCore
import ApusFiles
import ApusNN

extension ONNXOperator {
  /// Losses of scores and class numbers.
  static let losses: [ONNXOperator] = [
    ONNXOperator("NegativeLogLikelihoodLoss", 2...3) { call in
      [try call.negativeLogLikelihood(call.input(0, .floats))]
    },
    ONNXOperator("SoftmaxCrossEntropyLoss", 2...3) { call in
      let x = try call.input(0, .floats)
      try call.expectElements(x)
      let logarithms = logSoftmax(x, axis: 1)
      let loss = try call.negativeLogLikelihood(logarithms)
      return call.node.outputs.count > 1 ? [loss, logarithms] : [loss]
    },
  ]
}

extension ONNXCall {
  /// −w[t] x[t] for the class t of each place: [batch, classes, …] to [batch, …], or its sum or
  /// weighted mean.
  fileprivate func negativeLogLikelihood(_ x: Tensor) throws -> Tensor {
    try expectElements(x)
    let named = try input(1)
    let weight = try optional(2, like: x, shape: [x.shape[1]])
    var classes = named
    var isIgnored: Tensor?
    if node.attributes["ignore_index"] != nil {
      let ignored = Tensor(Int64(try integer("ignore_index")))
      let isOut = named.cast(to: .int64) .== ignored
      classes = select(isOut, Tensor(0, dtype: named.dtype), named)
      isIgnored = isOut
    }
    classes = try indices(classes, below: x.shape[1])
    let chosen = x.gathered(alongAxis: 1, at: classes.expandingDimension(at: 1))
      .squeezed(axis: 1)
    var weights = weight.map { $0.gathered(at: classes) } ?? chosen.onesLike
    if let isIgnored { weights = select(isIgnored, weights.number(0), weights) }
    let losses = -(chosen * weights)
    switch try text("reduction", default: "mean") {
    case "none": return losses
    case "sum": return losses.sum()
    case "mean": return losses.sum() / weights.sum()
    case let other: throw fail("reduction is \(quoted(other)); expected none, sum or mean")
    }
  }
}
