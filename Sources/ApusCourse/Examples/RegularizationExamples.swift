import ApusCore
import ApusNN

extension WorkedExample {
  /// W6: which entries survive is chance, what becomes of them is not.
  static let dropout = WorkedExample(
    "W6", given: "[[1, 2], [3, 4], [5, 6], [7, 8]], rate 0.5, in training",
    remark: "the slide shows one draw; every draw has to be of this kind",
    [
      Part("entries neither 0 nor doubled, in 100 draws", 0) {
        let data = Tensor.range(1, 9, dtype: .float64).reshaped(to: [4, 2])
        let layer = Dropout(0.5)
        var others = 0.0
        for seed in 0..<100 {
          let output = RandomGenerator.with(seed: UInt64(seed)) {
            Mode.training { layer(data) }
          }
          let isWrong = (output .!= 0) .& (output .!= 2 * data)
          others += isWrong.cast(to: .float64).sum().item
        }
        return .number(others)
      }
    ])

  /// W7: what penalties measure.
  static let norms = WorkedExample(
    "W7", given: "a layer with the weights 2, 3 and one with 3, 4",
    remark: "the slide adds 4 + 9 + 9 + 16 up to 37; it is 38",
    [
      Part("L1 of the first, of both", [5, 12]) {
        CourseValue([firstWeights, bothWeights].map { $0.absoluteValue.sum().item })
      },
      Part("L2 of the first", 3.606, tolerance: 5e-4) {
        .number(sqrt(firstWeights.squared.sum()).item)
      },
      Part("squared L2 of the first, of both", [13, 38]) {
        CourseValue([firstWeights, bothWeights].map { $0.squared.sum().item })
      },
    ])

  private static var firstWeights: Tensor { Tensor([2.0, 3] as [Double]) }
  private static var bothWeights: Tensor {
    .concatenated([firstWeights, Tensor([3.0, 4] as [Double])])
  }

  /// W8: labels that are less sure of themselves.
  static let labelSmoothing = WorkedExample(
    "W8", given: "logits [20, 0, 0], the first class, ε = 0.1, three classes",
    [
      Part("softmax, first class", 1, tolerance: 5e-6) { CourseValue(softmax(sureLogits)[0]) },
      Part("softmax, the others", [2.06115e-9, 2.06115e-9], tolerance: 5e-15) {
        CourseValue(softmax(sureLogits).sliced(axis: 0, from: 1))
      },
      Part("smoothed", [0.93333, 0.03333, 0.03333], tolerance: 5e-6) {
        CourseValue(smoothedLabels)
      },
      Part("logits of the smoothed", [2.63906, -3.3673, -3.3673], tolerance: 5e-5) {
        CourseValue(log(smoothedLabels / (1 - smoothedLabels)))
      },
    ])

  private static var sureLogits: Tensor { Tensor([20.0, 0, 0] as [Double]) }

  /// The labels q′ that the loss works with: ∂L/∂z = p − q′, as the slide before has it.
  private static var smoothedLabels: Tensor {
    let label = Tensor([[1.0, 0, 0]] as [[Double]])
    let slope = gradient(at: sureLogits.reshaped(to: [1, 3])) {
      categoricalCrossEntropy($0, label, fromLogits: true, labelSmoothing: 0.1)
    }
    return softmax(sureLogits) - slope.reshaped(to: [3])
  }
}
