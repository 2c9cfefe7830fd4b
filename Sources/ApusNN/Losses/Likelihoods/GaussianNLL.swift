import ApusCore
import Foundation

/// Negative log-likelihood of a normal distribution of one fixed variance: the mean of ½ (ln 2πσ² +
/// (p − t)² / σ²) over all elements.
///
/// The homoscedastic case: but for constants it is
/// ``meanSquaredError(_:_:sampleWeights:reduction:)``.
///
/// - Parameters:
///   - prediction: the mean; any shape, floating point.
///   - target: the shape of `prediction`, a last axis of 1 aside.
///   - variance: σ², above 0; traps otherwise.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses, each the mean over the last axis.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: lecture S4, loss functions.
public func gaussianNLL(
  _ prediction: Tensor, _ target: Tensor, variance: Double = 1, sampleWeights: Tensor? = nil,
  reduction: Reduction = .mean
) -> Tensor {
  require(variance > 0, "gaussianNLL: a variance of \(variance); it must be above 0")
  let error = prediction - target.matched(to: prediction, in: "gaussianNLL")
  let constant = logOfTwoPi + Foundation.log(variance)
  let losses = (error.squared * (1 / variance) + constant) * 0.5
  return losses.reducedFromElements(by: reduction, weights: sampleWeights)
}

/// Negative log-likelihood of a normal distribution whose variance is predicted too: the mean of
/// ½ (ln 2πσ² + (μ − t)² / σ²) over all elements.
///
/// The heteroscedastic case: the model says for each element how sure it is.
///
/// - Parameters:
///   - prediction: […, 2 n]: first n means μ, then n logarithms of variances ln σ².
///   - target: […, n].
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses, each the mean over the last axis.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Nix & Weigend 1994; lecture S4, loss functions.
public func heteroscedasticGaussianNLL(
  _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  let width = (prediction.shape.last ?? 0) / 2
  require(
    prediction.shape.last == 2 * width,
    """
    heteroscedasticGaussianNLL: a prediction \(prediction.shape); its last axis must have two halves
    """
  )
  let mean = prediction.sliced(axis: -1, from: 0, to: width)
  let logVariance = prediction.sliced(axis: -1, from: width, to: 2 * width)
  let error = mean - target.matched(to: mean, in: "heteroscedasticGaussianNLL")
  let losses = (logVariance + error.squared * ApusCore.exp(-logVariance) + logOfTwoPi) * 0.5
  return losses.reducedFromElements(by: reduction, weights: sampleWeights)
}

/// ln 2π.
private let logOfTwoPi = 1.8378770664093453

extension Loss {
  /// See ``ApusNN/gaussianNLL(_:_:variance:sampleWeights:reduction:)``.
  public static func gaussianNLL(variance: Double = 1, reduction: Reduction = .mean) -> Loss {
    Loss(library: "gaussianNLL", ["variance": .number(variance)], reduction: reduction) {
      ApusNN.gaussianNLL($0, $1, variance: variance, sampleWeights: $2, reduction: $3)
    }
  }

  /// See ``ApusNN/heteroscedasticGaussianNLL(_:_:sampleWeights:reduction:)``.
  public static var heteroscedasticGaussianNLL: Loss {
    heteroscedasticGaussianNLL(reduction: .mean)
  }

  /// The same, reduced otherwise.
  public static func heteroscedasticGaussianNLL(reduction: Reduction = .mean) -> Loss {
    Loss(library: "heteroscedasticGaussianNLL", reduction: reduction) {
      ApusNN.heteroscedasticGaussianNLL($0, $1, sampleWeights: $2, reduction: $3)
    }
  }

  static let gaussianNLLEntry = LossEntry(
    "gaussianNLL", "mean of ½ (ln 2πσ² + (p − t)² / σ²), σ² fixed"
  ) {
    .gaussianNLL(variance: try $0.number("variance", in: 1e-9...1e9, default: 1), reduction: $1)
  }

  static let heteroscedasticGaussianNLLEntry = LossEntry(
    "heteroscedasticGaussianNLL", "mean of ½ (ln 2πσ² + (μ − t)² / σ²), p = (μ…, ln σ²…)"
  ) { .heteroscedasticGaussianNLL(reduction: $1) }
}
