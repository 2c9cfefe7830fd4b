/// A primitive that makes one element of those along `axes`, which stay with extent 1 or vanish.
package protocol AxesReduction: Primitive {
  var axes: AxisSet { get }
  var keepDimensions: Bool { get }
}

extension AxesReduction {
  package var attributes: [String: Attribute] {
    ["axes": .integers(axes.array), "keepDimensions": .flag(keepDimensions)]
  }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    reducedType(inputs[0])
  }

  fileprivate func reducedType(_ input: Tensor) -> TensorType {
    TensorType(input.shape.reduced(over: axes, keepDimensions: keepDimensions), input.dtype)
  }
}

/// The greatest or least element; of no elements there is neither.
package protocol ExtremeReduction: AxesReduction {
  /// What messages call it.
  static var extreme: String { get }
}

extension ExtremeReduction {
  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    try ensure(
      inputs[0].shape.extent(along: axes) > 0,
      "\(Self.extreme): \(inputs[0].type) has no elements along the axes \(axes.array)")
    return reducedType(inputs[0])
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

/// A statement about the elements: bool, without a gradient.
package protocol TruthReduction: AxesReduction {}

extension TruthReduction {
  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    TensorType(reducedType(inputs[0]).shape, .bool)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] { [nil] }
}

/// The position of an element along an axis, int32, without a gradient.
package protocol PositionReduction: Primitive {
  /// From the front.
  var axis: Int { get }
  /// Whether the axis stays, with extent 1.
  var keepDimensions: Bool { get }
}

extension PositionReduction {
  package var attributes: [String: Attribute] {
    ["axis": .integer(axis), "keepDimensions": .flag(keepDimensions)]
  }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    let input = inputs[0]
    try ensure(
      input.shape[axis] > 0 && Int32(exactly: input.shape[axis]) != nil,
      "\(Self.name): axis \(axis) of \(input.type): its extent must be in 1...\(Int32.max)")
    var axes = AxisSet()
    axes.insert(axis)
    return TensorType(input.shape.reduced(over: axes, keepDimensions: keepDimensions), .int32)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] { [nil] }
}
