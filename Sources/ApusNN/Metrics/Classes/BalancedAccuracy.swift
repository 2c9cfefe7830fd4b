extension ConfusionMatrix {
  /// The mean recall of the classes that have examples. `adjusted` maps guessing, 1/classes, to 0
  /// and keeps 1.
  ///
  /// Source: scikit-learn's `balanced_accuracy_score`.
  public func balancedAccuracy(adjusted: Bool = false) -> Double {
    let score = value(of: .recall, average: .macro, zeroDivision: .nan)
    guard adjusted else { return score }
    let chance = 1 / Double(members.count { $0 > 0 })
    return (score - chance) / (1 - chance)
  }
}

extension MetricKind {
  /// See ``ConfusionMatrix/balancedAccuracy(adjusted:)``.
  public static var balancedAccuracy: MetricKind {
    MetricKind("balancedAccuracy") {
      ConfusionMetric("balancedAccuracy") { $0.balancedAccuracy() }
    }
  }
}
