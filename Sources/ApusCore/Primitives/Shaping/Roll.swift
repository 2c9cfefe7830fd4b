/// out[…, (i + shift) mod n, …] = x[…, i, …] along an axis.
package struct Roll: Primitive {
  package static let name = "roll"
  /// In 0..<n.
  package let shift: Int
  /// From the front.
  package let axis: Int

  package var attributes: [String: Attribute] {
    ["shift": .integer(shift), "axis": .integer(axis)]
  }

  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [context.gradient.rolled(by: -shift, axis: axis)]
  }
}

extension Tensor {
  /// The tensor moved along an axis; what leaves at one end comes in at the other:
  /// out[…, (i + shift) mod n, …] = x[…, i, …].
  ///
  /// - Parameters:
  ///   - shift: any whole number; positive towards higher positions.
  ///   - axis: negative from the end.
  public func rolled(by shift: Int, axis: Int) -> Tensor {
    let resolved = shape.axis(axis, in: "roll")
    let extent = shape[resolved]
    if extent == 0 || shift % extent == 0 { return self }
    let within = (shift % extent + extent) % extent
    return apply(Roll(shift: within, axis: resolved), [self])
  }
}
