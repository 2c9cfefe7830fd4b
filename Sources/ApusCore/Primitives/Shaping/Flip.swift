/// out[…, i, …] = x[…, n − 1 − i, …] along each of some axes.
package struct Flip: Primitive {
  package static let name = "flip"
  /// From the front, in order.
  package let axes: Shape

  package var attributes: [String: Attribute] { ["axes": .integers(axes.array)] }

  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [apply(self, [context.gradient])]
  }
}

extension Tensor {
  /// The tensor with the order along these axes reversed: out[…, i, …] = x[…, n − 1 − i, …].
  ///
  /// - Parameter axes: negative from the end; each at most once, traps otherwise.
  public func flipped(axes: [Int]) -> Tensor {
    let resolved = Set(axes.map { shape.axis($0, in: "flip") })
    require(resolved.count == axes.count, "flip: axes \(axes) name an axis twice")
    return axes.isEmpty ? self : apply(Flip(axes: Shape(resolved.sorted())), [self])
  }
}
