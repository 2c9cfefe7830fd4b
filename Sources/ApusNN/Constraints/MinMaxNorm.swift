import ApusCore

extension Constraint {
  /// `least` ≤ ‖w‖ ≤ `greatest`, approached by the share `rate` of the way at each update: the new
  /// norm is rate · clamp(‖w‖) + (1 − rate)‖w‖. Traps where `least` is negative or above
  /// `greatest`.
  ///
  /// Source: Keras 3 `MinMaxNorm`.
  public static func minMaxNorm(
    least: Double = 0, greatest: Double = 1, rate: Double = 1, axes: [Int] = [0]
  ) -> Constraint {
    require(
      least >= 0 && least <= greatest, "minMaxNorm: no norm lies in \(least)...\(greatest)")
    let options: [String: ConfigurationValue] = [
      "least": .number(least), "greatest": .number(greatest), "rate": .number(rate),
      "axes": axes.configuration,
    ]
    return Constraint("minMaxNorm", options) { weight in
      rescaled(weight, axes) { norm in
        rate * norm.clamped(from: least, to: greatest) + (1 - rate) * norm
      }
    }
  }
}

extension ConstraintEntry {
  static var minMaxNorm: Self {
    Self("minMaxNorm", "norms in a range") { options in
      let least = try options.number("least", in: 0...1e6, default: 0)
      return .minMaxNorm(
        least: least,
        greatest: try options.number("greatest", in: least...1e6, default: max(1, least)),
        rate: try options.number("rate", in: 0...1, default: 1), axes: try options.normAxes())
    }
  }
}
