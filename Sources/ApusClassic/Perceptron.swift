import ApusCore

/// A neuron with a step that learns to tell two classes apart where a straight line can:
/// y = f(Σ wᵢxᵢ), x₀ = 1.
///
/// After each example with a wrong output the weights move by Δw = αx(y^d − y), or by αx y^d; with
/// a right one they stay. (The slide's sentence on directions is misprinted: they grow where
/// y^d = 1 and y = −1.)
///
/// ```swift
/// var perceptron = Perceptron(inputs: 2)
/// let mistakes = perceptron.fit(inputs, targets, epochs: 100)   // ends with 0: learned
/// ```
///
/// Source: Rosenblatt 1958; lecture S2:232–319, catalogue C1.
public struct Perceptron: Sendable, Hashable {
  /// How the weights move after a wrong output.
  public enum Rule: Sendable, Hashable, CaseIterable {
    /// Δw = αx(y^d − y).
    case error
    /// Δw = αx y^d; only for bipolar outputs, since a desired 0 would move nothing.
    case target
  }

  /// w₀ … wₙ; w₀ is the bias, the weight of x₀ = 1.
  public var weights: [Double]
  /// The activation function.
  public let step: StepFunction

  /// A perceptron whose weights are 0.
  public init(inputs: Int, step: StepFunction = .binary) {
    weights = Array(repeating: 0, count: inputs + 1)
    self.step = step
  }

  /// A perceptron with these weights, w₀ first.
  public init(weights: [Double], step: StepFunction = .binary) {
    require(!weights.isEmpty, "Perceptron: no weights; there must be at least w₀")
    self.weights = weights
    self.step = step
  }

  /// The number of inputs, without x₀.
  public var inputCount: Int { weights.count - 1 }

  /// The outputs, [examples], for [examples, inputs].
  public func callAsFunction(_ inputs: Tensor) -> Tensor {
    let rows = LabelledRows.rows(inputs, width: inputCount, in: "Perceptron")
    return Tensor(rows.map { step(weightedSum(weights, $0)) })
  }

  /// Goes through the examples in order, again and again, until all are right or `epochs` have
  /// passed.
  ///
  /// - Parameters:
  ///   - inputs: [examples, inputs].
  ///   - targets: [examples]: 1, or 0 (binary) or −1 (bipolar). Traps on other values.
  ///   - epochs: passes at most.
  ///   - rate: α, above 0.
  ///   - rule: how the weights move; ``Rule/target`` traps with a binary step.
  /// - Returns: the number of wrong outputs in each epoch; the last is 0 where the classes were
  ///   learned.
  @discardableResult
  public mutating func fit(
    _ inputs: Tensor, _ targets: Tensor, epochs: Int, rate: Double = 1, rule: Rule = .error
  ) -> [Int] {
    let rows = LabelledRows(inputs, targets, width: inputCount, in: "Perceptron")
    require(
      rows.targets.allSatisfy { $0 == 1 || $0 == step.low },
      "Perceptron: targets must be 1 and \(step.low) for a \(step) step")
    require(
      rule == .error || step == .bipolar, "Perceptron: the rule αxy^d needs a bipolar step")
    var history: [Int] = []
    for _ in 0..<epochs {
      var mistakes = 0
      for (x, target) in zip(rows.inputs, rows.targets) {
        let output = step(weightedSum(weights, x))
        guard output != target else { continue }
        mistakes += 1
        let change = rate * (rule == .error ? target - output : target)
        for i in weights.indices { weights[i] += change * x[i] }
      }
      history.append(mistakes)
      if mistakes == 0 { break }
    }
    return history
  }
}
