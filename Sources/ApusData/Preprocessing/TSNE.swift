import ApusCore
import Foundation

/// Examples as points of a plane so that neighbours stay neighbours: t-distributed stochastic
/// neighbour embedding, exact.
///
/// p(j|i) = exp(−βᵢ‖xᵢ − xⱼ‖²) / Σ…, with βᵢ such that the row's entropy is the logarithm of the
/// perplexity; pᵢⱼ = (p(j|i) + p(i|j)) / 2n; qᵢⱼ = wᵢⱼ / Σw with wᵢⱼ = 1 / (1 + ‖yᵢ − yⱼ‖²).
/// Minimized is the divergence Σ pᵢⱼ log(pᵢⱼ / qᵢⱼ), whose gradient is 4 Σⱼ (pᵢⱼ − qᵢⱼ) wᵢⱼ (yᵢ −
/// yⱼ), by gradient descent with momentum 0.5, then 0.8, and a gain for each number; for the first
/// 250 steps p counts 12 times.
///
/// ```swift
/// let map = TSNE(features)
/// try Chart.embedding(map.points, labels: truth, classNames: names).write(to: "map.png")
/// ```
///
/// Time and memory grow with the square of the number of examples: 8n² bytes, some seconds for a
/// thousand. Distances between far groups, and the sizes of groups, mean nothing. Source: van der
/// Maaten & Hinton 2008; settings and stopping rules of scikit-learn's `TSNE(method="exact")`.
public struct TSNE: Sendable {
  /// Where the points begin.
  public enum Start: Sendable {
    /// On the first two principal components, of standard deviation 10⁻⁴: what is far apart tends
    /// to stay so.
    case principalComponents
    /// At random, of standard deviation 10⁻⁴.
    case random(seed: UInt64)
    /// At these places, [examples, 2].
    case given(Tensor)
  }

  /// The points, float64 [examples, 2].
  public let points: Tensor
  /// Σ pᵢⱼ log(pᵢⱼ / qᵢⱼ) at the end.
  public let divergence: Double
  /// How many steps were made.
  public let iterations: Int

  private static let earlySteps = 250
  private static let exaggeration = 12.0

  /// The map of `features`, [examples, …].
  ///
  /// Traps where there are fewer than 4 examples, or the perplexity is not between 1 and their
  /// number.
  ///
  /// - Parameters:
  ///   - perplexity: how many neighbours each example has, about.
  ///   - iterations: steps at most.
  ///   - start: where the points begin.
  public init(
    _ features: Tensor, perplexity: Double = 30, iterations: Int = 1000,
    start: Start = .principalComponents
  ) {
    let count = features.rank > 0 ? features.shape[0] : 0
    require(
      count >= 4 && perplexity >= 1 && perplexity < Double(count) && iterations >= 0,
      """
      TSNE: perplexity \(perplexity) of \(count) examples; expected 4 examples or more, more than \
      the perplexity
      """
    )
    let flat = features.reshaped(to: [count, features.elementCount / count])
    let p = Self.jointProbabilities(Self.squaredDistances(flat), count, perplexity: perplexity)
    var descent = Descent(Self.places(flat, start))
    var done = descent.run(
      p, scale: Self.exaggeration, momentum: 0.5, steps: 0..<min(Self.earlySteps, iterations))
    if iterations > Self.earlySteps {
      done = descent.run(p, scale: 1, momentum: 0.8, steps: Self.earlySteps..<iterations)
    }
    self.iterations = done
    divergence = Self.divergence(p, descent.y)
    points = Tensor(descent.y, shape: [count, 2])
  }

  private static func places(_ features: Tensor, _ start: Start) -> [Double] {
    let count = features.shape[0]
    switch start {
    case .given(let places):
      require(
        places.shape == [count, 2], "TSNE: a start \(places.shape) for \(count) examples")
      return places.doubles
    case .random(let seed):
      return Tensor.randomNormal(
        [count, 2], standardDeviation: 1e-4, dtype: .float64, generator: RandomGenerator(seed: seed)
      ).doubles
    case .principalComponents:
      guard features.shape[1] > 1 else {
        return places(Tensor.concatenated([features, features * 0], axis: 1), start)
      }
      let found = PrincipalComponents(features.cast(to: .float64), count: 2)
      let deviation = (found.variances[0] * Double(count - 1) / Double(count)).squareRoot()
      return (found.project(features.cast(to: .float64)) * (deviation > 0 ? 1e-4 / deviation : 0))
        .doubles
    }
  }

  /// ‖xᵢ − xⱼ‖² row by row; 0 where rounding would give less.
  static func squaredDistances(_ features: Tensor) -> [Double] {
    let values = features.cast(to: .float64)
    let centred = values - values.mean(axis: 0)
    let squares = centred.squared.sum(axis: 1)
    let count = features.shape[0]
    let distances =
      squares.reshaped(to: [count, 1]) + squares.reshaped(to: [1, count])
      - 2 * matmul(centred, centred.transposed())
    return distances.doubles.map { max($0, 0) }
  }

  /// pᵢⱼ row by row, from squared distances.
  static func jointProbabilities(
    _ distances: [Double], _ count: Int, perplexity: Double
  ) -> [Double] {
    var p = [Double](repeating: 0, count: count * count)
    let entropy = log(perplexity)
    for row in 0..<count {
      let own = distances[row * count..<(row + 1) * count]
      let first = own.startIndex
      var (beta, low, high) = (1.0, -Double.infinity, Double.infinity)
      // Bisection, as soon as there is a bound on both sides.
      for _ in 0..<100 {
        var (sum, mean) = (0.0, 0.0)
        for column in 0..<count where column != row {
          let weight = exp(-own[first + column] * beta)
          p[row * count + column] = weight
          sum += weight
          mean += weight * own[first + column]
        }
        sum = max(sum, 1e-8)
        for column in 0..<count { p[row * count + column] /= sum }
        let difference = log(sum) + beta * mean / sum - entropy
        if abs(difference) <= 1e-5 { break }
        if difference > 0 {
          low = beta
          beta = high.isFinite ? (beta + high) / 2 : beta * 2
        } else {
          high = beta
          beta = low.isFinite ? (beta + low) / 2 : beta / 2
        }
      }
    }
    var sum = 0.0
    for row in 0..<count {
      for column in 0..<row {
        let both = p[row * count + column] + p[column * count + row]
        (p[row * count + column], p[column * count + row]) = (both, both)
        sum += 2 * both
      }
    }
    let least = Double.ulpOfOne
    return p.map { max($0 / max(sum, least), least) }
  }

  /// Σ pᵢⱼ log(pᵢⱼ / qᵢⱼ) over i ≠ j of places `y`.
  static func divergence(_ p: [Double], _ y: [Double]) -> Double {
    let count = y.count / 2
    var (whole, result) = (0.0, 0.0)
    func weight(_ i: Int, _ j: Int) -> Double {
      let (across, up) = (y[2 * i] - y[2 * j], y[2 * i + 1] - y[2 * j + 1])
      return 1 / (1 + across * across + up * up)
    }
    for i in 0..<count { for j in 0..<i { whole += 2 * weight(i, j) } }
    for i in 0..<count {
      for j in 0..<i {
        let own = p[i * count + j]
        result += 2 * own * log(own / max(weight(i, j) / whole, .ulpOfOne))
      }
    }
    return result
  }

  /// 4 Σⱼ (scale · pᵢⱼ − qᵢⱼ) wᵢⱼ (yᵢ − yⱼ), into `gradient`.
  static func gradient(
    _ p: [Double], scale: Double, _ y: [Double], into gradient: inout [Double]
  ) {
    let count = y.count / 2
    var whole = 0.0
    var pushes = [Double](repeating: 0, count: y.count)
    for index in gradient.indices { gradient[index] = 0 }
    p.withUnsafeBufferPointer { p in
      y.withUnsafeBufferPointer { y in
        gradient.withUnsafeMutableBufferPointer { pulls in
          pushes.withUnsafeMutableBufferPointer { pushes in
            // One pass over the pairs: what q is divided by is known only after it.
            for i in 0..<count {
              let (x0, y0) = (y[2 * i], y[2 * i + 1])
              var (pullX, pullY, pushX, pushY) = (0.0, 0.0, 0.0, 0.0)
              for j in 0..<i {
                let (across, up) = (x0 - y[2 * j], y0 - y[2 * j + 1])
                let weight = 1 / (1 + across * across + up * up)
                let (pull, push) = (p[i * count + j] * weight, weight * weight)
                whole += weight
                pullX += pull * across
                pullY += pull * up
                pushX += push * across
                pushY += push * up
                pulls[2 * j] -= pull * across
                pulls[2 * j + 1] -= pull * up
                pushes[2 * j] -= push * across
                pushes[2 * j + 1] -= push * up
              }
              pulls[2 * i] += pullX
              pulls[2 * i + 1] += pullY
              pushes[2 * i] += pushX
              pushes[2 * i + 1] += pushY
            }
            for index in 0..<2 * count {
              pulls[index] = 4 * (scale * pulls[index] - pushes[index] / (2 * whole))
            }
          }
        }
      }
    }
  }

  /// Gradient descent with momentum and a gain for each number, which grows while its steps keep
  /// their direction.
  private struct Descent {
    var y: [Double]

    init(_ y: [Double]) { self.y = y }

    /// Makes the steps of these numbers; returns the number after the last one made.
    mutating func run(
      _ p: [Double], scale: Double, momentum: Double, steps: Range<Int>
    ) -> Int {
      let rate = max(Double(y.count / 2) / exaggeration / 4, 50)
      var gains = [Double](repeating: 1, count: y.count)
      var update = [Double](repeating: 0, count: y.count)
      var slope = update
      var (best, bestStep) = (Double.infinity, steps.lowerBound)
      for step in steps {
        TSNE.gradient(p, scale: scale, y, into: &slope)
        for index in y.indices {
          let turns = update[index] * slope[index] >= 0
          gains[index] = max(turns ? gains[index] * 0.8 : gains[index] + 0.2, 0.01)
          update[index] = momentum * update[index] - rate * gains[index] * slope[index]
          y[index] += update[index]
        }
        guard (step + 1) % 50 == 0 else { continue }
        let length = zip(slope, gains).reduce(0) { $0 + pow($1.0 * $1.1, 2) }.squareRoot()
        let error = TSNE.divergence(p, y)
        if error < best {
          (best, bestStep) = (error, step)
        } else if step - bestStep > 300 {
          return step + 1
        }
        if length <= 1e-7 { return step + 1 }
      }
      return steps.upperBound
    }
  }
}
