/// How much a confusion of class i with class j counts in ``ConfusionMatrix/cohenKappa(weights:)``.
public enum KappaWeights: String, Sendable, Hashable, CaseIterable {
  /// 1 for every confusion.
  case equal
  /// |i − j|, for ordered classes.
  case linear
  /// (i − j)².
  case quadratic
}

extension ConfusionMatrix {
  /// Cohen's kappa: 1 − Σ wᵢⱼ nᵢⱼ / Σ wᵢⱼ eᵢⱼ with the counts e = (sum of row i)(sum of column j) /
  /// all that chance would give; 1 for full agreement, 0 for that of chance, not a number where
  /// only one class occurs.
  ///
  /// Source: Cohen 1960, 1968; scikit-learn's `cohen_kappa_score`.
  public func cohenKappa(weights: KappaWeights = .equal) -> Double {
    let (members, taken) = (members, taken)
    var observed = 0.0
    var expected = 0.0
    for row in counts.indices {
      for column in counts.indices {
        let distance = Double(row - column)
        let weight =
          switch weights {
          case .equal: row == column ? 0.0 : 1
          case .linear: distance.magnitude
          case .quadratic: distance * distance
          }
        observed += weight * Double(counts[row][column])
        expected += weight * Double(members[row] * taken[column]) / Double(total)
      }
    }
    return 1 - observed / expected
  }
}

extension MetricKind {
  /// See ``ConfusionMatrix/cohenKappa(weights:)``.
  public static var cohenKappa: MetricKind {
    MetricKind("cohenKappa") {
      ConfusionMetric("cohenKappa") { $0.cohenKappa() }
    }
  }
}
