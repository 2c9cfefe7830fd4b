import ApusCore

/// A function with one jump, at which a neuron fires or not.
///
/// Source: lecture S2:255, catalogue C1.
public enum StepFunction: String, Sendable, Hashable, CaseIterable {
  /// 1 above the threshold, 0 elsewhere.
  case binary
  /// 1 above the threshold, −1 elsewhere.
  case bipolar

  /// The value for a neuron at rest: 0 or −1.
  public var low: Double { self == .binary ? 0 : -1 }

  /// 1 where z > θ, else ``low``.
  public func callAsFunction(_ z: Double, threshold: Double = 0) -> Double {
    z > threshold ? 1 : low
  }
}

/// The first model of a neuron: it fires where the weighted sum of its inputs exceeds a threshold,
/// y = f(Σ wᵢxᵢ), f(z) = 1 where z > θ.
///
/// ```swift
/// let both = McCullochPittsNeuron(weights: [1, 1], threshold: 1.5)
/// both([1, 1])   // 1
/// both([1, 0])   // 0
/// ```
///
/// Source: McCulloch & Pitts 1943; lecture S2:203, catalogue C1.
public struct McCullochPittsNeuron: Sendable, Hashable {
  /// w₁ … wₙ.
  public var weights: [Double]
  /// θ.
  public var threshold: Double
  /// The activation function.
  public var step: StepFunction

  /// A neuron with these weights.
  public init(weights: [Double], threshold: Double, step: StepFunction = .binary) {
    self.weights = weights
    self.threshold = threshold
    self.step = step
  }

  /// z = Σ wᵢxᵢ; traps where there is not one input a weight.
  public func excitation(_ inputs: [Double]) -> Double {
    require(
      inputs.count == weights.count,
      "McCullochPittsNeuron: \(inputs.count) inputs for \(weights.count) weights")
    return weightedSum(weights, inputs)
  }

  /// y = f(z).
  public func callAsFunction(_ inputs: [Double]) -> Double {
    step(excitation(inputs), threshold: threshold)
  }
}
