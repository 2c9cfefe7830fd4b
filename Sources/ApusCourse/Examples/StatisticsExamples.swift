import ApusCore
import ApusNN

extension WorkedExample {
  /// W9: batch normalization looks down the columns, layer normalization along the rows.
  static let batchAndLayerStatistics = WorkedExample(
    "W9", given: "[[0, 0, 1, 1, 2], [2, 3, 3, 4, 4]]: two examples of five features",
    [
      Part("batch means", [1, 1.5, 2, 2.5, 3]) { CourseValue(batchStatistics.mean) },
      Part("batch variances", [1, 2.25, 1, 2.25, 1]) { CourseValue(batchStatistics.variance) },
      Part("layer means", [0.8, 3.2]) { CourseValue(twoExamples.mean(axes: [1])) },
      Part("layer variances", [0.56, 0.56]) { CourseValue(twoExamples.variance(axes: [1])) },
    ])

  private static var twoExamples: Tensor {
    Tensor([[0.0, 0, 1, 1, 2], [2, 3, 3, 4, 4]] as [[Double]])
  }

  private static var batchStatistics: (mean: Tensor, variance: Tensor) {
    let (_, mean, variance) = batchNormalization(
      twoExamples, gamma: .ones([5], dtype: .float64), beta: .zeros([5], dtype: .float64),
      epsilon: 1e-3)
    return (mean, variance)
  }

  /// W10: how far a Gaussian is from the prior N(0, 1).
  static let gaussianDivergence = WorkedExample(
    "W10", given: "N(0, 1) and N(1, 1) against the prior N(0, 1)",
    [
      Part("", [0, 0.5]) {
        CourseValue(
          gaussianKLDivergence(
            mean: Tensor([[0.0], [1]] as [[Double]]), logVariance: .zeros([2, 1], dtype: .float64)))
      }
    ])

  /// W21: a rate that shrinks with the gradients seen.
  static let adaGradRates = WorkedExample(
    "W21", given: "gradients 0.1 then 0.2, and 20 then 10; rates in units of η",
    [
      Part("w1", [10, 4.4721], tolerance: 5e-5) { rates([0.1, 0.2]) },
      Part("w2", [0.05, 0.044721], tolerance: 5e-7) { rates([20, 10]) },
    ])

  /// The steps of ``Adagrad`` with η = 1 over the gradients that they answer.
  private static func rates(_ gradients: [Double]) -> CourseValue {
    let optimizer = Adagrad(learningRate: 1, initialAccumulator: 0, epsilon: 0)
    let weight = Parameter(wrappedValue: Tensor(0, dtype: .float64))
    return CourseValue(
      Tensor(
        gradients.map { gradient in
          let before = weight.wrappedValue.item
          optimizer.update([weight], [Tensor(gradient, dtype: .float64)])
          return (before - weight.wrappedValue.item) / gradient
        }))
  }

  /// W36: what a confusion matrix says.
  static let confusionMatrix = WorkedExample(
    "W36", given: "the matrix of S1: the convolutional network on CIFAR-10, 10,000 images",
    [
      Part("accuracy", 0.7643, tolerance: 1e-12) { .number(cifarMatrix.accuracy) },
      Part(
        "recall by class",
        [0.754, 0.875, 0.678, 0.647, 0.753, 0.65, 0.837, 0.79, 0.831, 0.828], tolerance: 1e-12
      ) { CourseValue((0..<10).map(cifarMatrix.recall)) },
    ])

  private static let cifarMatrix = ConfusionMatrix([
    [754, 8, 74, 47, 32, 4, 9, 4, 50, 18],
    [10, 875, 6, 24, 3, 1, 10, 0, 19, 52],
    [38, 2, 678, 79, 64, 52, 54, 18, 11, 4],
    [14, 3, 52, 647, 70, 121, 51, 30, 7, 5],
    [7, 2, 49, 85, 753, 15, 39, 43, 3, 4],
    [6, 0, 44, 192, 45, 650, 26, 30, 3, 4],
    [3, 1, 31, 70, 35, 8, 837, 4, 9, 2],
    [10, 0, 31, 70, 57, 31, 6, 790, 3, 2],
    [54, 13, 15, 30, 15, 4, 14, 1, 831, 23],
    [31, 50, 6, 36, 11, 4, 12, 4, 18, 828],
  ])
}
