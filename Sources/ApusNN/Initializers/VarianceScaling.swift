import ApusCore

/// What a variance is divided by: the numbers that a weight joins.
public enum FanMode: String, Sendable, Hashable, CaseIterable {
  /// Those at its input, so that signals keep their size on the way forward.
  case fanIn
  /// Those at its output, so that gradients keep theirs on the way back.
  case fanOut
  /// The mean of both.
  case fanAverage
}

/// The form of a distribution of mean 0 whose variance is given.
public enum ScaledDistribution: String, Sendable, Hashable, CaseIterable {
  /// Normal, drawn again beyond two standard deviations, widened so that the variance is right
  /// after that.
  case truncatedNormal
  /// Normal.
  case normal
  /// Uniform within ±√(3 variance).
  case uniform
}

extension Initializer {
  /// Mean 0 and variance `scale` / fan, so that signals or gradients neither vanish nor explode
  /// from layer to layer.
  ///
  /// - Parameters:
  ///   - scale: above 0; traps otherwise. 2 for rectifiers, which let half of the variance through,
  ///     else 1.
  ///   - mode: which fan. Fans of filters count their area.
  ///   - distribution: the form.
  /// - Source: He et al. 2015; Keras 3 `VarianceScaling`; lecture S4, initialization.
  public static func varianceScaling(
    scale: Double = 1, mode: FanMode = .fanIn, distribution: ScaledDistribution = .truncatedNormal
  ) -> Initializer {
    require(scale > 0, "varianceScaling: a scale of \(scale); it must be above 0")
    return scaled(
      "varianceScaling", scale, mode, distribution,
      [
        "scale": .number(scale), "mode": .text(mode.rawValue),
        "distribution": .text(distribution.rawValue),
      ])
  }

  /// Uniform within ±√(6 / (in + out)), the variance of ``glorotNormal``. Source: Glorot & Bengio
  /// 2010; lecture S2.
  public static let glorotUniform = scaled("glorotUniform", 1, .fanAverage, .uniform)

  /// Truncated normal of variance 2 / (in + out), for tanh, sigmoid and softmax. Source: Glorot &
  /// Bengio 2010; lecture S4.
  public static let glorotNormal = scaled("glorotNormal", 1, .fanAverage, .truncatedNormal)

  /// Uniform within ±√(6 / in), the variance of ``heNormal``. Source: He et al. 2015; lecture S2.
  public static let heUniform = scaled("heUniform", 2, .fanIn, .uniform)

  /// Truncated normal of variance 2 / in, for ReLU and its relatives. Source: He et al. 2015;
  /// lecture S4.
  public static let heNormal = scaled("heNormal", 2, .fanIn, .truncatedNormal)

  /// Uniform within ±√(3 / in), the variance of ``lecunNormal``. Source: LeCun et al. 1998; lecture
  /// S4.
  public static let lecunUniform = scaled("lecunUniform", 1, .fanIn, .uniform)

  /// Truncated normal of variance 1 / in, for SELU. Source: LeCun et al. 1998; lecture S4.
  public static let lecunNormal = scaled("lecunNormal", 1, .fanIn, .truncatedNormal)

  private static func scaled(
    _ name: String, _ scale: Double, _ mode: FanMode, _ distribution: ScaledDistribution,
    _ options: [String: ConfigurationValue] = [:]
  ) -> Initializer {
    Initializer(name, options) { shape, dtype, generator in
      let variance = scale / Fans(of: shape).count(mode)
      switch distribution {
      case .truncatedNormal:
        return .randomTruncatedNormal(
          shape, standardDeviation: variance.squareRoot() / truncatedDeviation, dtype: dtype,
          generator: generator)
      case .normal:
        return .randomNormal(
          shape, standardDeviation: variance.squareRoot(), dtype: dtype, generator: generator)
      case .uniform:
        let limit = (3 * variance).squareRoot()
        return .randomUniform(shape, from: -limit, to: limit, dtype: dtype, generator: generator)
      }
    }
  }

  /// The standard deviation that is left of a standard normal distribution cut off at ±2.
  private static let truncatedDeviation = 0.87962566103423978

  static let varianceScalingEntries = [
    Registry<Initializer>.Entry(.glorotUniform, "uniform within ±√(6 / (in + out))"),
    Registry<Initializer>.Entry(.glorotNormal, "truncated normal of variance 2 / (in + out)"),
    Registry<Initializer>.Entry(.heUniform, "uniform within ±√(6 / in)"),
    Registry<Initializer>.Entry(.heNormal, "truncated normal of variance 2 / in"),
    Registry<Initializer>.Entry(.lecunUniform, "uniform within ±√(3 / in)"),
    Registry<Initializer>.Entry(.lecunNormal, "truncated normal of variance 1 / in"),
    Registry<Initializer>.Entry("varianceScaling", "variance scale / fan; mode, distribution") {
      .varianceScaling(
        scale: try $0.number("scale", in: 1e-9...1e6, default: 1), mode: try $0.fanMode(),
        distribution: try $0.distribution())
    },
  ]
}
