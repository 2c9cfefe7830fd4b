import ApusCore

extension Constraint {
  /// ‖w‖ = 1.
  ///
  /// Source: Keras 3 `UnitNorm`; lecture S0, weight constraints.
  public static func unitNorm(axes: [Int] = [0]) -> Constraint {
    Constraint("unitNorm", ["axes": axes.configuration]) { weight in
      rescaled(weight, axes) { $0 * 0 + 1 }
    }
  }
}

extension ConstraintEntry {
  static var unitNorm: Self {
    Self("unitNorm", "every norm 1") { options in
      .unitNorm(axes: try options.normAxes())
    }
  }
}
