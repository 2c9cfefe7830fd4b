import ApusCore

/// Examples as rows of numbers, each beginning with x₀ = 1 for the bias weight w₀, and their
/// desired outputs.
struct LabelledRows {
  let inputs: [[Double]]
  let targets: [Double]

  /// Reads [examples, inputs] and [examples]; traps where they do not fit each other or a neuron
  /// with `width` inputs.
  init(_ inputs: Tensor, _ targets: Tensor, width: Int, in type: String) {
    self.inputs = LabelledRows.rows(inputs, width: width, in: type)
    self.targets = targets.doubles
    require(
      self.targets.count == self.inputs.count,
      "\(type): \(self.targets.count) targets for \(self.inputs.count) examples")
  }

  /// The rows of [examples, inputs], each after a 1.
  static func rows(_ inputs: Tensor, width: Int, in type: String) -> [[Double]] {
    require(
      inputs.rank == 2 && inputs.shape[1] == width,
      "\(type): inputs \(inputs.shape); expected [examples, \(width)]")
    let elements = inputs.doubles
    return (0..<inputs.shape[0]).map { [1] + elements[$0 * width..<($0 + 1) * width] }
  }
}

/// Σ wᵢxᵢ.
func weightedSum(_ weights: [Double], _ x: [Double]) -> Double {
  var sum = 0.0
  for (w, x) in zip(weights, x) { sum += w * x }
  return sum
}
