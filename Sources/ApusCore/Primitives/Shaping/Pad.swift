/// x with `before` and `after` elements beyond the ends of each axis.
package struct Pad: Primitive {
  package static let name = "pad"
  package let before: Shape
  package let after: Shape
  package let mode: PaddingMode

  package var attributes: [String: Attribute] {
    var result: [String: Attribute] = [
      "before": .integers(before.array), "after": .integers(after.array),
    ]
    switch mode {
    case .constant(let value):
      result["mode"] = .text("constant")
      result["value"] = .number(value)
    case .edge: result["mode"] = .text("edge")
    case .reflect: result["mode"] = .text("reflect")
    case .periodic: result["mode"] = .text("periodic")
    }
    return result
  }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    var type = inputs[0].type
    try ensure(
      before.rank == type.shape.rank && after.rank == type.shape.rank,
      "pad: \(before.rank) pairs for shape \(type.shape), which has \(type.shape.rank) axes")
    for axis in 0..<before.rank {
      let added = before[axis] + after[axis]
      if added > 0, type.shape[axis] == 0, !isConstant {
        throw ShapeError("pad: axis \(axis) of shape \(type.shape) has no elements to repeat")
      }
      type.shape[axis] += added
    }
    return type
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let shape = context.inputs[0].shape
    var gradient = context.gradient
    if isConstant {
      var geometry = SliceGeometry(whole: shape)
      for axis in 0..<shape.rank { geometry[axis].start = before[axis] }
      return [gradient.sliced(geometry)]
    }
    // Every element of the input gets the sum over the places it was copied to.
    for axis in 0..<shape.rank {
      guard let sources = sources(axis: axis, extent: shape[axis]) else { continue }
      gradient = gradient.scatterAdded(into: shape[axis], at: sources, axis: axis)
    }
    return [gradient]
  }

  package var isConstant: Bool {
    if case .constant = mode { true } else { false }
  }

  /// Which of the input's positions each of the output's copies along an axis; nil where nothing is
  /// added there.
  package func sources(axis: Int, extent: Int) -> Tensor? {
    if before[axis] + after[axis] == 0 { return nil }
    return Tensor(
      (-before[axis]..<extent + after[axis]).map {
        Int64(mode.source($0, extent: extent) ?? 0)
      })
  }
}

extension Tensor {
  /// The tensor with elements added beyond the ends of its axes.
  ///
  /// ```swift
  /// let x = Tensor([1, 2, 3] as [Float])
  /// x.padded([(1, 2)])                   // [0, 1, 2, 3, 0, 0]
  /// x.padded([(2, 2)], mode: .reflect)   // [3, 2, 1, 2, 3, 2, 1]
  /// ```
  ///
  /// - Parameters:
  ///   - amounts: how many go before and after each axis, outermost axis first; 0 or more. Traps
  ///     where there is not one pair an axis.
  ///   - mode: what they are. The modes that repeat elements trap on an axis without any, a
  ///     constant traps where it is out of the element type's range.
  public func padded(
    _ amounts: [(before: Int, after: Int)], mode: PaddingMode = .constant(0)
  ) -> Tensor {
    require(
      amounts.count == rank && amounts.allSatisfy { $0.before >= 0 && $0.after >= 0 },
      "pad: amounts \(amounts) for shape \(shape); one pair an axis, none negative")
    if case .constant(let value) = mode { dtype.check(holds: value, in: "pad") }
    if amounts.allSatisfy({ $0.before == 0 && $0.after == 0 }) { return self }
    let pad = Pad(
      before: Shape(amounts.map(\.before)), after: Shape(amounts.map(\.after)), mode: mode)
    return apply(pad, [self])
  }

  /// The tensor with elements added beyond the ends of one axis, negative from the end; see
  /// ``padded(_:mode:)``.
  public func padded(
    axis: Int, before: Int = 0, after: Int = 0, mode: PaddingMode = .constant(0)
  ) -> Tensor {
    var amounts = [(before: Int, after: Int)](repeating: (0, 0), count: rank)
    amounts[shape.axis(axis, in: "pad")] = (before, after)
    return padded(amounts, mode: mode)
  }
}
