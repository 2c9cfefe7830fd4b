import ApusCore

/// How many linear regions a network of rectified units can have, and with how many parameters.
///
/// Source: lecture S4:17; Zaslavsky 1975 (arrangements of hyperplanes); Raghu et al. 2017 (a
/// network's layers in turn); Prince, Understanding Deep Learning, chapters 3 and 4.
public enum RegionBound {
  /// No network with `units[k]` rectified units in hidden layer k and so many inputs has more
  /// regions than this: Πₖ Σⱼ₌₀ᵈ C(Dₖ, j), d the least number of inputs that layer k can have of
  /// its own, min(inputs, D₁, …, Dₖ₋₁).
  ///
  /// With one input it is (D + 1)ᴷ, the lecture's number; with one layer it is what hyperplanes in
  /// general position cut space into. Infinite where it is beyond a Double. Traps on numbers
  /// below 1.
  public static func regions(inputs: Int = 1, units: [Int]) -> Double {
    require(
      inputs > 0 && units.allSatisfy { $0 > 0 },
      "RegionBound: \(inputs) inputs, units \(units); each must be at least 1")
    var dimension = inputs
    var product = 1.0
    for count in units {
      product *= (0...min(dimension, count)).reduce(0) { $0 + binomial(count, $1) }
      dimension = min(dimension, count)
    }
    return product
  }

  /// The weights and biases of a network with `units[k]` units in hidden layer k.
  ///
  /// With one input and output and K layers of D units it is 3D + 1 + (K − 1)D(D + 1). Traps on
  /// numbers below 1.
  public static func parameterCount(inputs: Int = 1, units: [Int], outputs: Int = 1) -> Int {
    let sizes = [inputs] + units + [outputs]
    require(
      sizes.allSatisfy { $0 > 0 }, "RegionBound: layers of \(sizes); each must be at least 1")
    return zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
  }

  /// C(n, k).
  private static func binomial(_ n: Int, _ k: Int) -> Double {
    (0..<k).reduce(1) { ($0 * Double(n - $1) / Double($1 + 1)).rounded() }
  }
}
