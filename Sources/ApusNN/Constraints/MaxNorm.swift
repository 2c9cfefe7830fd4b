import ApusCore

extension Constraint {
  /// ‖w‖ ≤ `limit`: longer weights are shortened. Traps on a negative limit.
  ///
  /// Source: Srebro & Shraibman 2005; Keras 3 `MaxNorm`.
  public static func maxNorm(_ limit: Double = 2, axes: [Int] = [0]) -> Constraint {
    require(limit >= 0, "maxNorm: a limit of \(limit) is below 0")
    return Constraint("maxNorm", ["limit": .number(limit), "axes": axes.configuration]) { weight in
      rescaled(weight, axes) { $0.clamped(upTo: limit) }
    }
  }
}

extension ConstraintEntry {
  static var maxNorm: Self {
    Self("maxNorm", "no norm above a limit") { options in
      .maxNorm(try options.number("limit", in: 0...1e6, default: 2), axes: try options.normAxes())
    }
  }
}
