import ApusCore

extension Mode {
  /// Whether layers drop or add noise: in training, and while sampling.
  static var isDropping: Bool { current != .inference }

  /// Runs `body` in sampling mode: dropout and noise are active, batch normalization uses its
  /// moving statistics.
  ///
  /// Source: Gal & Ghahramani 2016; lecture S4, Monte-Carlo dropout.
  public static func sampling<R>(_ body: () throws -> R) rethrows -> R {
    try with(.sampling, body)
  }
}

/// Mean and variance of `samples` predictions with dropout active, for each output.
///
/// The variance divides by `samples`. Traps where `samples` is below 1.
/// Source: Gal & Ghahramani 2016; lecture S4, Monte-Carlo dropout.
public func monteCarloPrediction(
  _ model: any Layer, _ input: Tensor, samples: Int
) -> (mean: Tensor, variance: Tensor) {
  require(samples > 0, "monteCarloPrediction: \(samples) samples; there must be 1 or more")
  return Mode.sampling {
    withoutDerivatives {
      var mean = model(input)
      var squares = mean * 0
      for count in stride(from: 2.0, through: Double(samples), by: 1) {
        let sample = model(input)
        let difference = sample - mean
        mean = mean + difference / count
        squares = squares + difference * (sample - mean)
      }
      return (mean, squares / Double(samples))
    }
  }
}
