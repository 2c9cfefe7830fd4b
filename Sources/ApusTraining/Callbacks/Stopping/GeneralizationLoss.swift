import ApusNN

/// Stops after the first epoch t with GL(t) = 100 · (E(t)/E_opt(t) − 1) > ε, E_opt(t) being the
/// least error up to t.
///
/// E is an error above 0, such as a validation loss; one that is not a number counts as infinite.
/// Source: Prechelt 1998, GL_α; lecture S0, early stopping.
public struct GeneralizationLoss: StoppingRule {
  /// ε, in percent.
  public let limit: Double
  private var least = Double.infinity

  /// Stops where the error is more than `limit` percent above its least.
  public init(_ limit: Double) { self.limit = limit }

  /// False: the ratio is one of errors.
  public var takesGreaterAsBetter: Bool { false }

  /// The least error.
  public var memory: [Double] {
    get { [least] }
    set { least = newValue.first ?? least }
  }

  /// GL of an error, given the least so far; NaN where both are 0.
  static func percent(_ error: Double, least: Double) -> Double { 100 * (error / least - 1) }

  /// Compares GL with the limit.
  public mutating func reason(
    after value: Double, epoch: Int, _ direction: Monitor.Direction
  ) -> String? {
    if value < least { least = value }
    let percent = value.isNaN && least.isFinite ? .infinity : Self.percent(value, least: least)
    return percent > limit ? "\(fixed(percent, 1)) % above its least, \(least)" : nil
  }
}

extension CallbackKind {
  static var generalizationLoss: Self {
    Self("GeneralizationLoss", "stops where an error is more than limit percent above its least") {
      options in
      try options.stopping(GeneralizationLoss(try options.number("limit", in: 0...1e9)))
    }
  }
}
