import ApusCore
import ApusTraining

/// A sequence of points in the unit cube, a coordinate each hyperparameter.
public enum PointSequence: String, Sendable, Codable {
  /// Independent uniform points.
  case random
  /// Halton's points, moved round the cube by the seed: their holes and heaps are smaller than
  /// those of random points.
  ///
  /// Coordinate j of point i is the digits of i + 1 in the base of the j-th prime, mirrored at the
  /// point, plus the seed's shift of j, without its whole part. Source: Halton 1960; the shift is
  /// Cranley's and Patterson's, 1976.
  case halton

  // Weights and the order of examples take streams from 0 on; these must not repeat them.
  private static let firstStream: UInt64 = 1 << 63

  /// The coordinates of point `index`, from 0.
  public func point(_ index: Int, dimensions: Int, seed: UInt64) -> [Double] {
    let draw = self == .random ? index : 0
    let generator = RandomGenerator(
      state: .init(seed: seed, stream: Self.firstStream + UInt64(draw * dimensions)))
    let shifts = (0..<dimensions).map { _ in generator.uniform() }
    guard self == .halton else { return shifts }
    return zip(Self.primes(dimensions), shifts).map { base, shift in
      let sum = Self.radicalInverse(index + 1, base: base) + shift
      return sum < 1 ? sum : sum - 1
    }
  }

  /// The digits of `number` ≥ 0 mirrored at the point: 0.d₀d₁d₂… of d₀ + d₁b + d₂b² + …
  static func radicalInverse(_ number: Int, base: Int) -> Double {
    var (rest, weight, sum) = (number, 1 / Double(base), 0.0)
    while rest > 0 {
      sum += weight * Double(rest % base)
      rest /= base
      weight /= Double(base)
    }
    return sum
  }

  /// The first `count` primes.
  private static func primes(_ count: Int) -> [Int] {
    var found: [Int] = []
    var number = 2
    while found.count < count {
      if found.allSatisfy({ number % $0 != 0 }) { found.append(number) }
      number += 1
    }
    return found
  }
}
