import ApusCore

/// An input with the γ and β of a normalization, all of one element type: the widest of theirs.
///
/// The first call declares γ as ones and β as zeros of `shape`; nil for one that the layer does not
/// have.
func withScaleAndShift(
  _ input: Tensor, gamma: Parameter?, beta: Parameter?, shape: Shape
) -> (input: Tensor, gamma: Tensor?, beta: Tensor?) {
  let dtype = input.dtype.forParameters
  if let gamma, !gamma.isDeclared { Initializer.ones.declare(gamma, shape, dtype: dtype) }
  if let beta, !beta.isDeclared { Initializer.zeros.declare(beta, shape, dtype: dtype) }
  let computed = [gamma, beta].reduce(dtype) { widest, parameter in
    widest.promoted(with: parameter?.type?.dtype ?? widest)
  }
  return (
    input.cast(to: computed), gamma?.wrappedValue.cast(to: computed),
    beta?.wrappedValue.cast(to: computed)
  )
}

extension ConfigurableModule {
  /// Throws where γ or β is declared with another shape than this.
  func check(_ parameters: Parameter?..., fit shape: Shape, _ inputs: [Shape]) throws {
    for parameter in parameters {
      if let declared = parameter?.type, declared.shape != shape {
        throw impossible(inputs, "does not fit its parameters of shape \(declared.shape)")
      }
    }
  }

  /// The extents of an example along axes that count the batch's as 0, or from the end where
  /// negative; throws where it lacks one, or one is named twice.
  func extents(of example: Shape, along axes: [Int], _ inputs: [Shape]) throws -> Shape {
    let places = axes.map { $0 < 0 ? $0 + example.rank : $0 - 1 }
    guard !axes.isEmpty, places.allSatisfy({ 0..<example.rank ~= $0 }),
      Set(places).count == places.count
    else { throw impossible(inputs, "does not have the axes \(axes), each once") }
    return Shape(places.map { example[$0] })
  }
}

extension Tensor {
  /// `function` of this tensor with the axis of its channels last; the output's is put back.
  ///
  /// Traps where that is the batch's axis. A swap of two axes is its own inverse.
  func withChannelsLast(
    _ axis: Int, in layer: StaticString, _ function: (Tensor) -> Tensor
  ) -> Tensor {
    let axis = shape.axis(axis, in: layer), last = rank - 1
    require(axis > 0, "\(layer): an input of shape \(shape); it needs [batch, …, channels]")
    if axis == last { return function(self) }
    var order = Array(0...last)
    order.swapAt(axis, last)
    return function(transposed(axes: order)).transposed(axes: order)
  }
}

extension Options {
  /// The axis of the channels, the last unless given.
  mutating func channelAxis() throws -> Int {
    try integer("axis", in: -Shape.maximumRank...(Shape.maximumRank - 1), default: -1)
  }

  /// The axes of a normalization, the last unless given.
  mutating func normalizationAxes() throws -> [Int] {
    try integers(
      "axes", count: 1...Shape.maximumRank, in: -Shape.maximumRank...(Shape.maximumRank - 1),
      default: [-1])
  }
}
