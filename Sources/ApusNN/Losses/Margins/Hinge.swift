import ApusCore

/// Hinge loss: the mean of max(1 − t p, 0) over all elements, what a support vector machine
/// minimizes.
///
/// ```swift
/// Dense(1, kernelRegularizer: .l2(0.01))  // with this loss, a linear support vector machine
/// ```
///
/// - Parameters:
///   - prediction: any shape, floating point.
///   - target: −1 or 1, in the shape of `prediction`, a last axis of 1 aside; where all are 0 or 1,
///     0 counts as −1.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses, each the mean over the last axis.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Cortes & Vapnik 1995; Keras 3 `Hinge`; lecture S2, SVM output layer.
public func hinge(
  _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  relu(1 - target.matched(to: prediction, in: "hinge").bipolar * prediction)
    .reducedFromElements(by: reduction, weights: sampleWeights)
}

extension Tensor {
  /// Targets of −1 and 1; where all are 0 or 1, 0 becomes −1.
  var bipolar: Tensor {
    let isBinary = ((self .== 0) .| (self .== 1)).all()
    return select(isBinary, self * 2 - 1, self)
  }
}

extension Loss {
  /// See ``ApusNN/hinge(_:_:sampleWeights:reduction:)``.
  public static var hinge: Loss { hinge(reduction: .mean) }

  /// The same, reduced otherwise.
  public static func hinge(reduction: Reduction = .mean) -> Loss {
    Loss(library: "hinge", reduction: reduction, reading: .margins) {
      ApusNN.hinge($0, $1, sampleWeights: $2, reduction: $3)
    }
  }

  static let hingeEntry = LossEntry("hinge", "mean of max(1 − tp, 0), t = ±1") {
    .hinge(reduction: $1)
  }
}
