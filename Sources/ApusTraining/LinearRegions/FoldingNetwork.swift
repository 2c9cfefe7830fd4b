import ApusCore
import ApusNN

/// A network whose weights are set by hand so that each layer folds the line from 0 to 1 upon
/// itself: it has `folds` to the power of `layers` linear regions there.
///
/// Each layer's `folds` units make the zigzag that rises and falls between 0 and 1 that many times,
/// z(x) = D x₊ + 2D Σₖ₌₁ (−1)ᵏ (x − k/D)₊, and the next layer does the same with its result: depth
/// multiplies regions, where width adds them. Traps on numbers below 1. Source: Montúfar et al.
/// 2014; Telgarsky 2016; lecture S4:17.
///
/// - Parameters:
///   - folds: D: how often a layer's zigzag rises or falls.
///   - layers: K.
public func foldingNetwork(folds: Int, layers: Int) -> Sequential {
  require(folds > 0 && layers > 0, "foldingNetwork: \(folds) folds, \(layers) layers; at least 1")
  let places = (0..<folds).map { Double($0) / Double(folds) }
  let slopes = places.indices.map { Double($0 == 0 ? folds : ($0 % 2 == 1 ? -2 : 2) * folds) }
  let hidden = (0..<layers).map { _ in Dense(folds, activation: .relu) }
  let output = Dense(1)
  let model = Sequential(hidden + [output])
  model.build([1])
  for (number, layer) in hidden.enumerated() {
    // Every unit of a later layer begins with the zigzag of the one before.
    let weights =
      number == 0
      ? [[Double](repeating: 1, count: folds)]
      : slopes.map { slope in
        [Double](repeating: slope, count: folds)
      }
    layer.weight = Tensor(weights).cast(to: .float32)
    layer.bias?.wrappedValue = Tensor(places.map { -$0 }).cast(to: .float32)
  }
  output.weight = Tensor(slopes, shape: [folds, 1]).cast(to: .float32)
  return model
}
