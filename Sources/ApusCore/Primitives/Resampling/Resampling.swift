/// What each result along an axis is made of.
enum Resampling: Sendable, Hashable {
  /// Values at other places.
  case interpolation(Interpolation)
  /// The means of windows that share the axis out, as in ``PoolingWindows/dividing(rows:columns:)``.
  case means

  var attribute: Attribute {
    switch self {
    case .interpolation(let interpolation): .text(interpolation.rawValue)
    case .means: .text("means")
    }
  }

  /// The matrix that makes m results of n places.
  func matrix(from n: Int, to m: Int) -> BandedMatrix {
    var result = BandedMatrix(columns: n)
    switch self {
    case .means:
      for j in 0..<m {
        let begin = j * n / m
        let count = ((j + 1) * n + m - 1) / m - begin
        result.append(repeatElement(1 / Double(count), count: count), from: begin)
      }
    case .interpolation(let interpolation):
      guard let (reach, kernel) = interpolation.kernel else {
        for j in 0..<m { result.append(CollectionOfOne(1), from: (2 * j + 1) * n / (2 * m)) }
        break
      }
      for j in 0..<m {
        // The place s = (j + ½) n / m − ½ as a whole number of 1 / 2m, so that K is 0 exactly where it should be.
        let place = (2 * j + 1) * n - m
        let below = place >= 0 ? place / (2 * m) : -1
        let within = max(0, below - reach + 1)...min(n - 1, below + reach)
        let weights = within.map { kernel(Double(abs(place - 2 * m * $0)) / Double(2 * m)) }
        let sum = weights.reduce(0, +)
        let from = weights.firstIndex { $0 != 0 } ?? 0
        let through = weights.lastIndex { $0 != 0 } ?? 0
        result.append(
          weights[from...through].map { $0 / sum }, from: within.lowerBound + from)
      }
    }
    return result
  }
}
