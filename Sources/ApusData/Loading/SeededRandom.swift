/// A stream of random numbers that its seed and number alone determine: SplitMix64.
///
/// - Source: Steele, Lea, Flood 2014, *Fast splittable pseudorandom number generators*.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  /// Stream number `stream` of those that belong to `seed`.
  init(seed: UInt64, stream: UInt64) {
    state = SeededRandom.mixed(seed) ^ SeededRandom.mixed(stream &+ 0x9E37_79B9_7F4A_7C15)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return SeededRandom.mixed(state)
  }

  /// Uniform in `range`, in steps of 2⁻²⁴ of its width.
  mutating func uniform(_ range: ClosedRange<Float>) -> Float {
    let fraction = Float(next() >> 40) * 0x1p-24
    return range.lowerBound + (range.upperBound - range.lowerBound) * fraction
  }

  /// A whole number in 0..<bound, without the bias of a remainder (Lemire 2019, unrejected: the
  /// deviation is below bound · 2⁻⁶⁴).
  mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
