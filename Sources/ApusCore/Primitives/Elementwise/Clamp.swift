/// out = x within [lower, upper]
package struct Clamp: Primitive {
  package static let name = "clamp"
  package let lower: Double
  package let upper: Double

  package var attributes: [String: Attribute] {
    ["lower": .number(lower), "upper": .number(upper)]
  }
  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let x = context.inputs[0]
    return [
      context.ifNeeded(0) { select((x .>= lower) .& (x .<= upper), context.gradient, 0) }
    ]
  }
}

extension Tensor {
  /// Each element brought into [lower, upper]; NaN stays. The gradient is 0 outside the bounds, 1
  /// on them and inside.
  ///
  /// Traps where lower > upper. Bounds of a whole-number tensor lose their fraction.
  public func clamped(from lower: Double, to upper: Double) -> Tensor {
    require(lower <= upper, "clamped: from \(lower) to \(upper), which is lower")
    return apply(Clamp(lower: lower, upper: upper), [self])
  }

  /// Each element, `upper` where it is above.
  public func clamped(upTo upper: Double) -> Tensor { clamped(from: -.infinity, to: upper) }

  /// Each element, `lower` where it is below.
  public func clamped(from lower: Double) -> Tensor { clamped(from: lower, to: .infinity) }
}
