import ApusCore

/// The adaptive linear combiner: y = Σ wᵢxᵢ with x₀ = 1, learned by least mean squares; its sign
/// tells two classes apart.
///
/// The error ε = d − y is taken before the sign, so the mean squared error ξ(w) = ⟨ε²⟩ is a
/// paraboloid over the weights with one minimum, and learning walks down it.
///
/// ```swift
/// var adaline = Adaline(inputs: 2)
/// let errors = adaline.fit(inputs, targets, epochs: 50, rate: 0.1 * Adaline.rateBound(inputs))
/// ```
///
/// Source: Widrow & Hoff 1960; lectures S2:355–460 and S3, catalogue C2.
public struct Adaline: Sendable, Hashable {
  /// w₀ … wₙ; w₀ is the bias, the weight of x₀ = 1.
  public var weights: [Double]

  /// An adaline whose weights are 0.
  public init(inputs: Int) { weights = Array(repeating: 0, count: inputs + 1) }

  /// An adaline with these weights, w₀ first.
  public init(weights: [Double]) {
    require(!weights.isEmpty, "Adaline: no weights; there must be at least w₀")
    self.weights = weights
  }

  /// The number of inputs, without x₀.
  public var inputCount: Int { weights.count - 1 }

  /// The sums y, [examples], for [examples, inputs].
  public func sums(_ inputs: Tensor) -> Tensor {
    Tensor(rows(inputs).map { weightedSum(weights, $0) })
  }

  /// The classes, [examples]: 1 where y > 0, else −1.
  public func callAsFunction(_ inputs: Tensor) -> Tensor {
    Tensor(rows(inputs).map { StepFunction.bipolar(weightedSum(weights, $0)) })
  }

  /// ξ(w) = (1/L) Σ (d − y)².
  public func meanSquaredError(_ inputs: Tensor, _ targets: Tensor) -> Double {
    meanSquaredError(labelled(inputs, targets))
  }

  /// Least mean squares: after each example w ← w + 2μεx.
  ///
  /// - Parameters:
  ///   - inputs: [examples, inputs].
  ///   - targets: d, [examples]; 1 and −1 for classes.
  ///   - epochs: passes over the examples, in order.
  ///   - rate: μ; the mean of the weights settles where it is below ``rateBound(_:)``.
  /// - Returns: ξ after each epoch.
  @discardableResult
  public mutating func fit(
    _ inputs: Tensor, _ targets: Tensor, epochs: Int, rate: Double
  ) -> [Double] {
    let examples = labelled(inputs, targets)
    return (0..<epochs).map { _ in
      for (x, target) in zip(examples.inputs, examples.targets) {
        let error = target - weightedSum(weights, x)
        for i in weights.indices { weights[i] += 2 * rate * error * x[i] }
      }
      return meanSquaredError(examples)
    }
  }

  /// Steepest descent: w ← w − μ∇ξ(w), ∇ξ = −2⟨εx⟩ over all examples, which converges for μ below
  /// ``rateBound(_:)``.
  ///
  /// - Returns: ξ after each step.
  @discardableResult
  public mutating func descend(
    _ inputs: Tensor, _ targets: Tensor, steps: Int, rate: Double
  ) -> [Double] {
    let examples = labelled(inputs, targets)
    let count = Double(examples.targets.count)
    return (0..<steps).map { _ in
      var gradient = [Double](repeating: 0, count: weights.count)
      for (x, target) in zip(examples.inputs, examples.targets) {
        let error = target - weightedSum(weights, x)
        for i in gradient.indices { gradient[i] -= 2 * error * x[i] / count }
      }
      for i in weights.indices { weights[i] -= rate * gradient[i] }
      return meanSquaredError(examples)
    }
  }

  /// 1/λ, λ the largest eigenvalue of R = ⟨xxᵗ⟩ with x₀ = 1: the largest μ for which steepest
  /// descent does not diverge.
  ///
  /// - Parameter inputs: [examples, inputs].
  public static func rateBound(_ inputs: Tensor) -> Double {
    let rows = LabelledRows.rows(inputs, width: inputs.shape[inputs.rank - 1], in: "Adaline")
    require(!rows.isEmpty, "Adaline: no examples; the bound needs at least one")
    // Power iteration. Unequal parts at the start are hardly ever orthogonal to the eigenvector
    // wanted; x₀ = 1 keeps the eigenvalue above 0.
    var vector = rows[0].indices.map { 1 / Double($0 + 1) }
    var (eigenvalue, before, rounds) = (0.0, 0.0, 0)
    repeat {
      before = eigenvalue
      rounds += 1
      var image = [Double](repeating: 0, count: vector.count)
      for x in rows {
        let projection = weightedSum(vector, x) / Double(rows.count)
        for i in image.indices { image[i] += projection * x[i] }
      }
      eigenvalue = weightedSum(image, image).squareRoot()
      vector = image.map { $0 / eigenvalue }
    } while (eigenvalue - before).magnitude > 1e-15 * eigenvalue && rounds < 100_000
    return 1 / eigenvalue
  }

  /// ξ over two of the weights, the others staying as they are.
  ///
  /// - Parameters:
  ///   - inputs: [examples, inputs].
  ///   - targets: d, [examples].
  ///   - axes: the two weights by their indices; 0 is the bias. Traps if the unit lacks one of
  ///     them.
  ///   - first: the values of the first weight.
  ///   - second: the values of the second.
  /// - Returns: [values of the first, values of the second].
  public func errorSurface(
    _ inputs: Tensor, _ targets: Tensor, axes: (Int, Int), first: [Double], second: [Double]
  ) -> Tensor {
    require(
      weights.indices.contains(axes.0) && weights.indices.contains(axes.1),
      "Adaline: weights \(axes) of \(weights.count)")
    let examples = labelled(inputs, targets)
    var moved = self
    return Tensor(
      first.map { a in
        second.map { b in
          moved.weights[axes.0] = a
          moved.weights[axes.1] = b
          return moved.meanSquaredError(examples)
        }
      })
  }

  private func rows(_ inputs: Tensor) -> [[Double]] {
    LabelledRows.rows(inputs, width: inputCount, in: "Adaline")
  }

  private func labelled(_ inputs: Tensor, _ targets: Tensor) -> LabelledRows {
    LabelledRows(inputs, targets, width: inputCount, in: "Adaline")
  }

  private func meanSquaredError(_ examples: LabelledRows) -> Double {
    let squares = zip(examples.inputs, examples.targets).map { x, target in
      let error = target - weightedSum(weights, x)
      return error * error
    }
    return squares.reduce(0, +) / Double(squares.count)
  }
}
