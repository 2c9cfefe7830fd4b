/// How values between the places of an axis are found.
///
/// Places are the centres of cells ("half-pixel centres"): the j-th of m results along an axis of n lies at
/// s = (j + ½) n / m − ½. But for ``nearest`` it is Σₖ K(s − k) xₖ / Σₖ K(s − k), over the places k that there are.
public enum Interpolation: String, CaseIterable, Sendable, Hashable {
  /// xₖ with k = ⌊(j + ½) n / m⌋: the cell that the place lies in.
  case nearest
  /// K(d) = 1 − |d| within 1: the straight line between two neighbours.
  case bilinear
  /// The cubic that passes through its points with continuous slopes and is exact for parabolas, within 2. Source: Keys
  /// 1981, with a = −½.
  case bicubic

  /// K of a distance, and where it ends; nil for ``nearest``.
  var kernel: (reach: Int, value: (Double) -> Double)? {
    switch self {
    case .nearest: nil
    case .bilinear: (1, { 1 - $0 })
    case .bicubic:
      (2, { d in d < 1 ? (1.5 * d - 2.5) * d * d + 1 : ((2.5 - 0.5 * d) * d - 4) * d + 2 })
    }
  }
}
