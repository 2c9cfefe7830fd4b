import ApusCore

extension ActivationFunction {
  /// ln(1 + eˣ), a smooth rectifier. Source: Dugas et al. 2001; lecture S2, activation functions.
  public static var softplus: ActivationFunction {
    ActivationFunction(
      library: "softplus", "ln(1 + e^βx) / β; softplus(β), usually 1", Constant(1, in: 1e-6...1e6)
    ) { constants in { ApusCore.softplus($0, beta: constants[0]) } }
  }

  /// ln(1 + e^βx) / β: the greater β > 0, the nearer to max(x, 0).
  public static func softplus(beta: Double) -> ActivationFunction { softplus.with(beta) }
}
