import ApusCore
import Foundation

/// The random numbers of one transform for one example in one epoch.
///
/// They follow from the seed, the epoch, the transform's number in its ``Augmentation`` and the
/// example's position in the data set, and from nothing else: not from the batch, the thread, or
/// what was drawn before. The generator is ``Philox``.
public struct ImageDraws: RandomNumberGenerator, Sendable {
  /// What tells augmentation's numbers from all others under the same seed.
  private static let augmenting: UInt64 = 0x4155_474D_454E_5421
  private let key: UInt64
  private let stream: UInt64
  private var block: UInt64 = 1 << 62  // numbers that fill memory take blocks from 0 on
  private var fills: UInt64 = 0

  init(seed: UInt64, epoch: Int, transform: Int, example: Int) {
    let words = Philox.words(
      seed: seed ^ ImageDraws.augmenting, stream: UInt64(truncatingIfNeeded: epoch),
      block: UInt64(truncatingIfNeeded: transform))
    key = UInt64(words.1) << 32 | UInt64(words.0)
    stream = UInt64(truncatingIfNeeded: example)
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    let words = Philox.words(seed: key, stream: stream, block: block)
    block += 1
    return UInt64(words.1) << 32 | UInt64(words.0)
  }

  /// A number in [0, 1).
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number in `range`; its bound where it holds but one.
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    let number = range.lowerBound + uniform() * (range.upperBound - range.lowerBound)
    return min(number, range.upperBound)
  }

  /// True with the given probability.
  public mutating func boolean(probability: Double) -> Bool { uniform() < probability }

  /// A whole number in 0..<bound, each equally likely; 0 where `bound` is below 1.
  public mutating func integer(below bound: Int) -> Int {
    bound > 0 ? Int.random(in: 0..<bound, using: &self) : 0
  }

  /// A normally distributed number, by Box and Muller's transform.
  public mutating func normal() -> Double {
    (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
  }

  /// A number in 0…1 distributed as Beta(α, α): x / (x + y) of two of Gamma(α).
  public mutating func beta(_ alpha: Double) -> Double {
    let (x, y) = (gamma(alpha), gamma(alpha))
    return x + y > 0 ? x / (x + y) : (boolean(probability: 0.5) ? 1 : 0)
  }

  /// A number distributed as Gamma(shape) with scale 1.
  ///
  /// - Source: Marsaglia and Tsang 2000; below 1, Gamma(shape + 1) · u^(1 / shape).
  public mutating func gamma(_ shape: Double) -> Double {
    if shape < 1 { return gamma(shape + 1) * pow(1 - uniform(), 1 / shape) }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let z = normal()
      let t = 1 + c * z
      let v = t * t * t
      if v > 0 && log(1 - uniform()) < 0.5 * z * z + d - d * v + d * log(v) { return d * v }
    }
  }

  /// Writes numbers evenly distributed over [low, high).
  public mutating func fill(
    _ target: UnsafeMutableBufferPointer<Float>, uniformFrom low: Double, to high: Double
  ) {
    fill(target) { fillUniform($0, from: low, to: high, seed: $1, stream: $2) }
  }

  /// Writes normally distributed numbers.
  public mutating func fill(
    _ target: UnsafeMutableBufferPointer<Float>, normalWithMean mean: Double,
    standardDeviation: Double
  ) {
    fill(target) {
      fillNormal(
        $0, mean: mean, standardDeviation: standardDeviation, seed: $1, stream: $2)
    }
  }

  /// Fills `target` in parts so small that the kernels stay on the calling thread.
  private mutating func fill(
    _ target: UnsafeMutableBufferPointer<Float>,
    with draw: (UnsafeMutableBufferPointer<Float>, UInt64, UInt64) -> Void
  ) {
    for first in stride(from: 0, to: target.count, by: 8192) {
      let part = key &+ fills &* 0x9E37_79B9_7F4A_7C15
      draw(.init(rebasing: target[first..<min(first + 8192, target.count)]), part, stream)
      fills += 1
    }
  }
}
