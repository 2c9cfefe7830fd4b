import ApusNN

/// Stops after `patience` epochs in a row none of which was better than the best by more than
/// `minimalChange`; never after the first epoch.
///
/// With a baseline, only values that are better than it too begin the count anew. A value that is
/// not a number is never better. Source: Keras 3 `EarlyStopping`; lecture S0, early stopping
/// (min_delta, patience).
public struct Patience: StoppingRule {
  /// How many epochs may be no better.
  public let epochs: Int
  /// By how much a value must be better.
  public let minimalChange: Double
  /// What must be reached as well; nil for nothing.
  public let baseline: Double?
  private var best = Double.nan
  private var waited = 0

  /// The sign of `minimalChange` does not matter, as in Keras.
  public init(_ epochs: Int = 0, minimalChange: Double = 0, baseline: Double? = nil) {
    self.epochs = epochs
    self.minimalChange = abs(minimalChange)
    self.baseline = baseline
  }

  /// The best value and how many epochs were no better.
  public var memory: [Double] {
    get { [best, Double(waited)] }
    set {
      guard newValue.count == 2 else { return }
      best = newValue[0]
      waited = newValue[1].count ?? 0
    }
  }

  /// Counts the epochs that are no better.
  public mutating func reason(
    after value: Double, epoch: Int, _ direction: Monitor.Direction
  ) -> String? {
    waited += 1
    if direction.isBetter(value, than: best, by: minimalChange) {
      best = value
      let counts = baseline.map { direction.isBetter(value, than: $0, by: minimalChange) } ?? true
      if counts { waited = 0 }
      return nil
    }
    guard waited >= epochs, epoch > 1 else { return nil }
    return "no better than \(best) for \(waited) \(waited == 1 ? "epoch" : "epochs")"
  }
}

extension CallbackKind {
  static var earlyStopping: Self {
    Self(
      "EarlyStopping", "stops after epochs that were no better (patience, minimalChange, baseline)"
    ) { options in
      try options.stopping(
        Patience(
          try options.integer("patience", in: 0...Options.largestSize, default: 0),
          minimalChange: try options.number("minimalChange", in: -1e9...1e9, default: 0),
          baseline: try options.number("baseline", ifGivenIn: -1e12...1e12)))
    }
  }
}
