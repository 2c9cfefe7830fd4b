import ApusCore

extension Constraint {
  /// w ≥ 0: negative weights become 0.
  ///
  /// Source: Keras 3 `NonNeg`.
  public static let nonNegative = Constraint("nonNegative") { $0.clamped(from: 0) }
}

extension ConstraintEntry {
  static var nonNegative: Self {
    Self("nonNegative", "no weight below 0") { options in
      .nonNegative
    }
  }
}
