import ApusCore

extension ConfigurableModule {
  /// Throws where a layer of `units` sums over the last axis of inputs that do not fit it, its
  /// weight [inputs, units] or its bias [units].
  func checkDense(
    _ inputs: [Shape], units: Int, weight: Parameter, bias: Parameter?,
    activation: ActivationFunction
  ) throws {
    let input = try single(inputs)
    guard let width = input.last, width > 0 else {
      throw impossible(inputs, "has no last axis to sum over")
    }
    if let declared = weight.type, declared.shape != [width, units] {
      throw impossible(inputs, "needs weights [\(width), \(units)], but they are \(declared.shape)")
    }
    if let declared = bias?.type, declared.shape != [units] {
      throw impossible(inputs, "needs biases [\(units)], but they are \(declared.shape)")
    }
    try check(activation, width: units)
    try checkSize([width, units], of: "a weight")
    try checkSize(input.dropLast() + [units], of: "an output")
  }
}
