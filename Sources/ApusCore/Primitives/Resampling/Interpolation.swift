/// How values between the places of an axis are found.
///
/// Places are the centres of cells ("half-pixel centres"): the j-th of m results along an axis of n
/// lies at s = (j + ½) n / m − ½. But for ``nearest`` it is Σₖ K(s − k) xₖ / Σₖ K(s − k), over the
/// places k that there are.
public enum Interpolation: String, CaseIterable, Sendable, Hashable {
  /// xₖ with k = ⌊(j + ½) n / m⌋: the cell that the place lies in.
  case nearest
  /// K(d) = 1 − |d| within 1: the straight line between two neighbours.
  case bilinear
  /// The cubic that passes through its points with continuous slopes and is exact for parabolas,
  /// within 2. Source: Keys 1981, with a = −½.
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

  /// The matrix that makes m results of n places.
  func matrix(from n: Int, to m: Int) -> BandedMatrix {
    var result = BandedMatrix(columns: n)
    guard let (reach, kernel) = self.kernel else {
      for j in 0..<m { result.append(CollectionOfOne(1), from: (2 * j + 1) * n / (2 * m)) }
      return result
    }
    for j in 0..<m {
      // The place s = (j + ½) n / m − ½ as a whole number of 1 / 2m, so that K is 0 exactly where
      // it should be.
      let place = (2 * j + 1) * n - m
      let below = place >= 0 ? place / (2 * m) : -1
      let within = max(0, below - reach + 1)...min(n - 1, below + reach)
      let weights = within.map { kernel(Double(abs(place - 2 * m * $0)) / Double(2 * m)) }
      let sum = weights.reduce(0, +)
      let from = weights.firstIndex { $0 != 0 } ?? 0
      let through = weights.lastIndex { $0 != 0 } ?? 0
      result.append(weights[from...through].map { $0 / sum }, from: within.lowerBound + from)
    }
    return result
  }
}
