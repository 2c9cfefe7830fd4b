/// out[k…] = greatest of x[…] over `axes`, which stay with extent 1 or vanish. NaN where one of
/// them is NaN.
package struct Max: Primitive {
  package static let name = "reduce_max"
  package let axes: AxisSet
  package let keepDimensions: Bool

  package var attributes: [String: Attribute] {
    ["axes": .integers(axes.array), "keepDimensions": .flag(keepDimensions)]
  }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    let input = inputs[0]
    try ensure(
      input.shape.extent(along: axes) > 0,
      "max: \(input.type) has no elements along the axes \(axes.array)")
    return TensorType(
      input.shape.reduced(over: axes, keepDimensions: keepDimensions), input.dtype)
  }

  package func kept(for needs: InputSet) -> Kept { Kept(inputs: .all, outputs: true) }

  // Equals share the gradient evenly.
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let x = context.inputs[0]
    let extreme = context.output.restored(to: x.shape, reducedOver: axes)
    let g = context.gradient.restored(to: x.shape, reducedOver: axes)
    let ties = (x .== extreme).cast(to: x.dtype)
    return [ties * (g / ties.sum(axes: axes.array, keepDimensions: true))]
  }
}

extension Tensor {
  /// The greatest of all elements: a scalar; see ``max(axes:keepDimensions:)``.
  public func max() -> Tensor { max(AxisSet.all(rank), false) }

  /// The greatest over `axes`; negative axes count from the end. NaN where one of the elements is
  /// NaN. Where several elements are the greatest, they share the gradient evenly.
  ///
  /// Traps on an axis outside the shape or named twice, and if an axis is empty.
  ///
  /// - Parameter keepDimensions: whether those axes stay, with extent 1.
  public func max(axes: [Int], keepDimensions: Bool = false) -> Tensor {
    max(AxisSet(axes, of: shape, in: "max"), keepDimensions)
  }

  /// The greatest over one axis; see ``max(axes:keepDimensions:)``.
  public func max(axis: Int, keepDimensions: Bool = false) -> Tensor {
    max(axes: [axis], keepDimensions: keepDimensions)
  }

  private func max(_ axes: AxisSet, _ keepDimensions: Bool) -> Tensor {
    axes.isEmpty ? self : apply(Max(axes: axes, keepDimensions: keepDimensions), [self])
  }
}
