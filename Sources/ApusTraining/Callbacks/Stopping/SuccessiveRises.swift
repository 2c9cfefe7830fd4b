import ApusCore
import ApusNN

/// Stops when the error at the ends of `strip` epochs each has risen `count` times in a row:
/// UP₁ stops after a strip's end t with E(t) > E(t−k); UPₛ where UPₛ₋₁ stops after t−k and E(t) >
/// E(t−k).
///
/// `SuccessiveRises(1, strip: 1)` is the simple rule: the first epoch whose error is greater than
/// the one before. Of values that shall be great, each fall counts as a rise, and so does a value
/// that is not a number. Source: Prechelt 1998, UP_s, with k = 5; lecture S0, early stopping.
public struct SuccessiveRises: StoppingRule {
  /// s.
  public let count: Int
  /// k: the epochs of a strip.
  public let strip: Int
  private var before = Double.nan
  private var rises = 0

  /// Traps where `count` or `strip` is below 1.
  public init(_ count: Int, strip: Int = 5) {
    require(count > 0, "SuccessiveRises: \(count) rises; there must be 1 or more")
    require(strip > 0, "SuccessiveRises: a strip of \(strip) epochs; there must be 1 or more")
    self.count = count
    self.strip = strip
  }

  /// The value at the last strip's end and the rises in a row.
  public var memory: [Double] {
    get { [before, Double(rises)] }
    set {
      guard newValue.count == 2 else { return }
      before = newValue[0]
      rises = newValue[1].count ?? 0
    }
  }

  /// Compares the ends of strips.
  public mutating func reason(
    after value: Double, epoch: Int, _ direction: Monitor.Direction
  ) -> String? {
    guard epoch % strip == 0 else { return nil }
    let isWorse = direction.isBetter(before, than: value) || (value.isNaN && !before.isNaN)
    rises = isWorse ? rises + 1 : 0
    // The worst there is, for NaN stands for no strip yet.
    before = value.isNaN ? (direction == .minimize ? .infinity : -.infinity) : value
    guard rises >= count else { return nil }
    return "worse \(rises) \(rises == 1 ? "time" : "times") in a row, over \(strip) epochs each"
  }
}

extension CallbackKind {
  static var successiveRises: Self {
    Self("SuccessiveRises", "stops after count rises in a row over strips of epochs") { options in
      try options.stopping(
        SuccessiveRises(
          try options.integer("count", default: 1), strip: try options.integer("strip", default: 5))
      )
    }
  }
}
