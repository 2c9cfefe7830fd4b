import ApusCore
import Foundation

/// Rules of thumb for the number of hidden units of shallow networks, as a first guess or the
/// middle of a range to search.
///
/// Source: lecture S2:1653, catalogue B10.
public enum HiddenSize {
  /// The arithmetic mean of the numbers of inputs and outputs: (n_in + n_out) / 2, rounded; traps
  /// where one is below 1.
  ///
  /// For digits of 784 pixels and 10 classes: 397. Source: lecture S2:1659.
  public static func arithmeticMean(inputs: Int, outputs: Int) -> Int {
    check(inputs, outputs)
    return Int(((Double(inputs) + Double(outputs)) / 2).rounded())
  }

  /// The geometric mean of the numbers of inputs and outputs: √(n_in · n_out), rounded; traps where
  /// one is below 1.
  ///
  /// For digits of 784 pixels and 10 classes: 89. Source: lecture S2:1663.
  public static func geometricMean(inputs: Int, outputs: Int) -> Int {
    pyramid(inputs: inputs, outputs: outputs, layers: 1)[0]
  }

  /// Sizes of several hidden layers that shrink by the same factor from the inputs to the outputs:
  /// n_in · (n_out / n_in)^(i / (k + 1)) for i = 1 … k, rounded; of one layer, the geometric mean.
  ///
  /// Traps where a number is below 1. Source: Masters 1993, *Practical neural network recipes in
  /// C++* (the pyramid rule).
  public static func pyramid(inputs: Int, outputs: Int, layers: Int) -> [Int] {
    check(inputs, outputs)
    require(layers > 0, "pyramid: \(layers) layers; there must be at least 1")
    let ratio = Double(outputs) / Double(inputs)
    return (1...layers).map { layer in
      Int((Double(inputs) * pow(ratio, Double(layer) / Double(layers + 1))).rounded())
    }
  }

  private static func check(_ inputs: Int, _ outputs: Int) {
    require(
      inputs > 0 && outputs > 0,
      "HiddenSize: \(inputs) inputs and \(outputs) outputs; there must be at least 1")
  }
}
