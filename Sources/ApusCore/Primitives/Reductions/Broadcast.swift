/// out = in, repeated along the axes in `inserted`, which the input does not have, and along those
/// where its extent is 1 and that of `shape` is not.
package struct Broadcast: Primitive {
  package static let name = "broadcast_in_dim"
  package let shape: Shape
  /// The output's axes that the input lacks.
  package let inserted: AxisSet

  package var attributes: [String: Attribute] {
    ["shape": .integers(shape.array), "inserted": .integers(inserted.array)]
  }

  package func outputType(_ inputs: [Tensor]) -> TensorType { TensorType(shape, inputs[0].dtype) }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let input = context.inputs[0].shape
    var axes = inserted
    var kept = AxisSet()
    var next = 0
    for axis in 0..<shape.rank where !inserted.contains(axis) {
      if input[next] == 1 && shape[axis] != 1 {
        axes.insert(axis)
        kept.insert(axis)
      }
      next += 1
    }
    return [context.ifNeeded(0) { apply(Sum(axes: axes, kept: kept), [context.gradient]) }]
  }
}

extension Tensor {
  /// The tensor repeated to `shape` by NumPy's rule: aligned at the last axis, each extent equal
  /// or 1. Traps where the rule does not allow it.
  public func broadcast(to shape: Shape) -> Tensor {
    if self.shape == shape { return self }
    require(
      self.shape.broadcast(with: shape) == shape,
      "broadcast: \(self.shape) to \(shape): extents must be equal or 1, from the last axis on")
    return apply(Broadcast(shape: shape, inserted: .all(shape.rank - rank)), [self])
  }

  /// The sum over the axes along which a tensor of `shape` was broadcast to this one's: the
  /// gradient of ``broadcast(to:)``. Traps where `shape` does not broadcast to this one's.
  public func reduced(to shape: Shape) -> Tensor {
    if self.shape == shape { return self }
    require(
      shape.broadcast(with: self.shape) == self.shape,
      "reduced: \(self.shape) to \(shape): extents must be equal or 1, from the last axis on")
    let missing = rank - shape.rank
    var axes = AxisSet.all(missing)
    var kept = AxisSet()
    for axis in 0..<shape.rank where shape[axis] == 1 && self.shape[missing + axis] != 1 {
      axes.insert(missing + axis)
      kept.insert(missing + axis)
    }
    return apply(Sum(axes: axes, kept: kept), [self])
  }
}
