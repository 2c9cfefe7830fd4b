/// out[k…] = Σ in[…] over `axes`. Those of them in `kept` stay with extent 1, the others vanish.
///
/// Floating point keeps its type and adds in blocks whose sums are added in double, in an order
/// that depends on the shape alone. bool and uint8 give int64; int32 and int64 wrap where they
/// overflow.
package struct Sum: Primitive {
  package static let name = "reduce_sum"
  /// The axes summed over.
  package let axes: AxisSet
  /// Those that stay.
  package let kept: AxisSet

  package var attributes: [String: Attribute] {
    ["axes": .integers(axes.array), "keepDimensions": .flag(kept == axes)]
  }

  package func outputType(_ inputs: [Tensor]) -> TensorType {
    let input = inputs[0]
    var shape = Shape()
    for axis in 0..<input.rank {
      if !axes.contains(axis) {
        shape.append(input.shape[axis])
      } else if kept.contains(axis) {
        shape.append(1)
      }
    }
    let isNarrow = input.dtype == .bool || input.dtype == .uint8
    return TensorType(shape, isNarrow ? .int64 : input.dtype)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    var inserted = AxisSet()
    for axis in axes.array where !kept.contains(axis) { inserted.insert(axis) }
    let broadcast = Broadcast(shape: context.inputs[0].shape, inserted: inserted)
    return [context.ifNeeded(0) { apply(broadcast, [context.gradient]) }]
  }
}

extension Tensor {
  /// Σ over all elements: a scalar.
  ///
  /// bool and uint8 give int64, other types keep theirs. The sum of no elements is 0.
  public func sum() -> Tensor { sum(AxisSet.all(rank), keepDimensions: false) }

  /// Σ over `axes`; negative axes count from the end. Traps on an axis outside the shape or named
  /// twice.
  ///
  /// - Parameter keepDimensions: whether those axes stay, with extent 1.
  public func sum(axes: [Int], keepDimensions: Bool = false) -> Tensor {
    sum(AxisSet(axes, of: shape, in: "sum"), keepDimensions: keepDimensions)
  }

  /// Σ over one axis; see ``sum(axes:keepDimensions:)``.
  public func sum(axis: Int, keepDimensions: Bool = false) -> Tensor {
    sum(axes: [axis], keepDimensions: keepDimensions)
  }

  private func sum(_ axes: AxisSet, keepDimensions: Bool) -> Tensor {
    if axes.isEmpty && dtype != .bool && dtype != .uint8 { return self }
    return apply(Sum(axes: axes, kept: keepDimensions ? axes : AxisSet()), [self])
  }

  /// The mean of all elements, in the tensor's floating-point type (float32 of whole numbers); NaN
  /// of none.
  public func mean() -> Tensor { mean(AxisSet.all(rank), keepDimensions: false) }

  /// The mean over `axes`: (1/n) Σ. Traps as ``sum(axes:keepDimensions:)``.
  public func mean(axes: [Int], keepDimensions: Bool = false) -> Tensor {
    mean(AxisSet(axes, of: shape, in: "mean"), keepDimensions: keepDimensions)
  }

  /// The mean over one axis; see ``mean(axes:keepDimensions:)``.
  public func mean(axis: Int, keepDimensions: Bool = false) -> Tensor {
    mean(axes: [axis], keepDimensions: keepDimensions)
  }

  private func mean(_ axes: AxisSet, keepDimensions: Bool) -> Tensor {
    var count = 1
    for axis in 0..<rank where axes.contains(axis) { count *= shape[axis] }
    // Whole numbers are summed exactly before they are rounded to float32; a bfloat16 mean is
    // rounded once, at the end.
    let wide: Tensor
    switch dtype {
    case .float32, .float64: wide = self
    case .bfloat16: wide = cast(to: .float32)
    case .int32, .int64, .uint8, .bool: wide = cast(to: .int64)
    }
    let mean = wide.sum(axes, keepDimensions: keepDimensions).floatingPoint / Double(count)
    return dtype == .bfloat16 ? mean.cast(to: .bfloat16) : mean
  }
}
