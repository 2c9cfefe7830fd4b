/// out[…, j, …] = Σ x[…, k, …] over k ≤ j along an axis; over k < j where `isExclusive`, from the
/// end where `isReversed`.
package struct CumulativeSum: Primitive {
  package static let name = "cumsum"
  /// From the front.
  package let axis: Int
  package let isExclusive: Bool
  package let isReversed: Bool

  package var attributes: [String: Attribute] {
    ["axis": .integer(axis), "exclusive": .flag(isExclusive), "reverse": .flag(isReversed)]
  }

  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let other = CumulativeSum(axis: axis, isExclusive: isExclusive, isReversed: !isReversed)
    return [apply(other, [context.gradient])]
  }
}

extension Tensor {
  /// Running sums along an axis: out[j] = Σ x[k] over k ≤ j.
  ///
  /// Floating point adds in double; bool and uint8 give int64; whole numbers wrap.
  ///
  /// - Parameters:
  ///   - axis: negative counts from the end; traps outside the shape.
  ///   - exclusive: whether element j itself is left out, so that the first sum is 0.
  ///   - reverse: whether to run from the end to the front.
  public func cumulativeSum(axis: Int, exclusive: Bool = false, reverse: Bool = false) -> Tensor {
    let primitive = CumulativeSum(
      axis: shape.axis(axis, in: "cumulativeSum"), isExclusive: exclusive, isReversed: reverse)
    return apply(primitive, [dtype == .bool || dtype == .uint8 ? cast(to: .int64) : self])
  }
}
