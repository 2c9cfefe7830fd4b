extension ConfusionMatrix {
  /// Matthews's correlation of true and recognized classes: (cs − Σ tₖpₖ) / √((s² − Σ pₖ²)(s² − Σ
  /// tₖ²)) with s examples, c hits, tₖ examples of class k and pₖ taken for it; −1…1, and 0 where
  /// all examples are of one class or taken for one.
  ///
  /// Source: Matthews 1975, Gorodkin 2004; scikit-learn's `matthews_corrcoef`.
  public var matthewsCorrelation: Double {
    let (members, taken, total) = (members.map(Double.init), taken.map(Double.init), Double(total))
    let dot = { (a: [Double], b: [Double]) in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let covariance = Double(hits) * total - dot(members, taken)
    let variances =
      (total * total - dot(taken, taken)) * (total * total - dot(members, members))
    return variances == 0 ? 0 : covariance / variances.squareRoot()
  }
}

extension MetricKind {
  /// See ``ConfusionMatrix/matthewsCorrelation``.
  public static var matthewsCorrelation: MetricKind {
    MetricKind("matthewsCorrelation") {
      ConfusionMetric("matthewsCorrelation") { $0.matthewsCorrelation }
    }
  }
}
