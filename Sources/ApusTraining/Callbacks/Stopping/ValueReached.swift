import ApusNN

/// Stops when a value is as good as wanted: a loss at most, an accuracy at least `target`.
///
/// On the training loss it keeps weights from growing ever larger. Source: lecture S4,
/// algorithm 18.
public struct ValueReached: StoppingRule {
  /// What is to be reached.
  public let target: Double

  /// Stops where `target` is reached or passed.
  public init(_ target: Double) { self.target = target }

  /// Nothing.
  public var memory: [Double] {
    get { [] }
    set {}
  }

  /// Compares the value with the target.
  public mutating func reason(
    after value: Double, epoch: Int, _ direction: Monitor.Direction
  ) -> String? {
    value == target || direction.isBetter(value, than: target) ? "\(target) is reached" : nil
  }
}

extension CallbackKind {
  static var valueReached: Self {
    Self("ValueReached", "stops where a value is as good as target") { options in
      try options.stopping(
        ValueReached(try options.number("target", in: -1e12...1e12)), monitor: "loss")
    }
  }
}
