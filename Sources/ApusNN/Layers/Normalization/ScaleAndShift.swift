import ApusCore

/// The settings of a normalization that may scale and shift.
public struct AffineSettings: Settings {
  /// ε, added to the variance.
  public var epsilon = 1e-3
  /// Whether the layer shifts by a learned β.
  public var center = true
  /// Whether the layer scales by a learned γ.
  public var scale = true
  public static let limits: Limits = ["epsilon": .positive]
  public static var defaults: Self { Self() }

  /// γ and β, those that the layer has.
  var parameters: (gamma: Parameter?, beta: Parameter?) {
    (scale ? Parameter() : nil, center ? Parameter() : nil)
  }
}

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

extension Shape {
  /// The extents along axes of examples, the batch's being 0; counted from the end where negative.
  /// Traps if there is no such axis, one is the batch's, or one is named twice.
  func extents(along axes: [Int], in layer: StaticString) -> Shape {
    let places = axes.map { axis($0, in: layer) }
    require(
      !places.contains(0) && Set(places).count == places.count,
      "\(layer): axes \(axes) of an input of shape \(self); each once, and not the batch's")
    return Shape(places.map { self[$0] })
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
