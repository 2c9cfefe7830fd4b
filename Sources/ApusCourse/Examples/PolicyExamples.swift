import ApusCore
import ApusNN

extension WorkedExample {
  /// W26: what an agent does that knows what each action is worth.
  static let policies = WorkedExample(
    "W26", given: "the table of S0:6441: four states, three actions",
    [
      Part("greedy", [0, 1, 1, 2]) { CourseValue(actionValues.argmax(axis: -1)) },
      Part(
        "softmax, a row a state",
        [
          [0.5128, 0.2351, 0.2521], [0.2598, 0.4503, 0.2900], [0.2354, 0.5452, 0.2195],
          [0.2458, 0.2690, 0.4852],
        ], tolerance: 5.1e-5
      ) { CourseValue(softmax(actionValues)) },
    ])

  /// W58: the same with a temperature and bounds.
  static let boltzmannPolicy = WorkedExample(
    "W58", given: "the table of S0:6441, temperature 0.5, values clipped to ±1",
    remark: "the slide's denominator lacks the exponential",
    [
      Part(
        "a row a state",
        [
          [0.4936, 0.2355, 0.2709], [0.2760, 0.3801, 0.3439], [0.2469, 0.5385, 0.2146],
          [0.3115, 0.3443, 0.3443],
        ], tolerance: 5.1e-5
      ) { CourseValue(softmax((actionValues / 0.5).clamped(from: -1, to: 1))) }
    ])

  /// W57: learning what an action is worth is a step down the gradient of half the squared error.
  static let valueUpdate = WorkedExample(
    "W57",
    given: "the table of S0:6441; state 0, action 0, reward 1, next state 1; γ = 0.9, rate 0.1",
    [
      Part("Q(0, 0)", 0.9991) {
        let table = Parameter(wrappedValue: actionValues)
        let target = 1 + 0.9 * actionValues[1].max().withoutDerivative
        let (_, slope) = valueAndGradient(at: [table]) {
          0.5 * (target - table.wrappedValue[0][0]).squared
        }
        SGD(learningRate: 0.1).update([table], slope)
        return CourseValue(table.wrappedValue[0][0])
      }
    ])

  private static var actionValues: Tensor {
    Tensor(
      [[0.91, 0.13, 0.20], [0.34, 0.89, 0.45], [0.11, 0.95, 0.04], [0.45, 0.54, 1.13]] as [[Double]]
    )
  }

  /// W31: how far a policy may go in one step before nothing more is gained.
  static let clippedObjective = WorkedExample(
    "W31", given: "ratio and advantage (1.5, 1), (0.5, 1), (0.5, −1), (1.5, −1), ε = 0.2",
    [
      Part("min(rA, clip(r, 1 − ε, 1 + ε)A)", [1.2, 0.5, -0.8, -1.5]) {
        let (ratio, advantage) = (
          Tensor([1.5, 0.5, 0.5, 1.5] as [Double]), Tensor([1.0, 1, -1, -1] as [Double])
        )
        let clipped = ratio.clamped(from: 0.8, to: 1.2)
        return CourseValue(minimum(ratio * advantage, clipped * advantage))
      }
    ])
}
