import ApusCore

extension Initializer {
  /// Uniform over [low, high).
  public static func uniform(from low: Double = -0.05, to high: Double = 0.05) -> Initializer {
    Initializer("uniform", ["low": .number(low), "high": .number(high)]) {
      .randomUniform($0, from: low, to: high, dtype: $1, generator: $2)
    }
  }

  /// Normal.
  public static func randomNormal(
    mean: Double = 0, standardDeviation: Double = 0.05
  ) -> Initializer {
    Initializer(
      "randomNormal", ["mean": .number(mean), "standardDeviation": .number(standardDeviation)]
    ) {
      .randomNormal(
        $0, mean: mean, standardDeviation: standardDeviation, dtype: $1, generator: $2)
    }
  }

  /// Normal, drawn again beyond two standard deviations from the mean.
  public static func truncatedNormal(
    mean: Double = 0, standardDeviation: Double = 0.05
  ) -> Initializer {
    Initializer(
      "truncatedNormal", ["mean": .number(mean), "standardDeviation": .number(standardDeviation)]
    ) {
      .randomTruncatedNormal(
        $0, mean: mean, standardDeviation: standardDeviation, dtype: $1, generator: $2)
    }
  }

  static let distributionEntries = [
    Registry<Initializer>.Entry("uniform", "uniform over [low, high), usually ±0.05") {
      let low = try $0.number("low", in: Options.initializerRange, default: -0.05)
      let high = try $0.number("high", in: Options.initializerRange, default: 0.05)
      guard low < high else {
        throw ConfigurationError(.invalidOption, "uniform: the range \(low)…\(high) is empty")
      }
      return .uniform(from: low, to: high)
    },
    Registry<Initializer>.Entry("randomNormal", "normal, usually of standard deviation 0.05") {
      let (mean, deviation) = try $0.moments()
      return .randomNormal(mean: mean, standardDeviation: deviation)
    },
    Registry<Initializer>.Entry(
      "truncatedNormal", "normal, drawn again beyond two standard deviations, usually 0.05"
    ) {
      let (mean, deviation) = try $0.moments()
      return .truncatedNormal(mean: mean, standardDeviation: deviation)
    },
  ]
}

extension Options {
  fileprivate mutating func moments() throws -> (mean: Double, deviation: Double) {
    (
      try number("mean", in: Options.initializerRange, default: 0),
      try number("standardDeviation", in: 0...1e6, default: 0.05)
    )
  }
}
