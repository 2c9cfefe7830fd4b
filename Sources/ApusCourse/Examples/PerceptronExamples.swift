import ApusClassic
import ApusCore

extension WorkedExample {
  /// W20: a network with two hidden layers, calculated by hand.
  static let forwardPass = WorkedExample(
    "W20",
    given: "W1 = [[1,−2],[−1,1]], b1 = [1,0]; W2 = [[2,−1],[−2,−1]], b2 = 0; "
      + "W3 = [[3,−1],[−1,4]], b3 = [−2,2]; sigmoid",
    [
      Part("first layer of [1, −1]", [0.98, 0.12], tolerance: 5e-3) {
        outputs(layers: 1, [1, -1])
      },
      Part("f([1, −1])", [0.62, 0.83], tolerance: 5e-3) { outputs(layers: 3, [1, -1]) },
      Part("f([0, 0])", [0.51, 0.85], tolerance: 5e-3) { outputs(layers: 3, [0, 0]) },
    ])

  private static func outputs(layers: Int, _ input: [Double]) -> CourseValue {
    let weights: [Tensor] = [
      Tensor([[1.0, -2], [-1, 1]] as [[Double]]), Tensor([[2.0, -1], [-2, -1]] as [[Double]]),
      Tensor([[3.0, -1], [-1, 4]] as [[Double]]),
    ]
    let biases: [Tensor] = [
      Tensor([1.0, 0] as [Double]), Tensor([0.0, 0] as [Double]), Tensor([-2.0, 2] as [Double]),
    ]
    let network = MultilayerPerceptron(
      weights: Array(weights.prefix(layers)), biases: Array(biases.prefix(layers)))
    return CourseValue(network(Tensor([input])).reshaped(to: [2]))
  }

  /// W32: a line separates AND, none separates XOR, and a hidden layer needs no line.
  static let truthTables = WorkedExample(
    "W32", given: "inputs (1,1), (1,0), (0,1), (0,0); AND = 1,0,0,0; XOR = 0,1,1,0",
    [
      Part("perceptron, AND", [1, 0, 0, 0]) { perceptron(and).answers },
      Part("adaline, AND", [1, 0, 0, 0]) { adaline(and) },
      Part("perceptron, XOR, an epoch without mistakes in 1,000", "never") {
        perceptron(exclusiveOr).mistakes.contains(0) ? "learned" : "never"
      },
      Part("adaline, XOR", "never") {
        adaline(exclusiveOr) == CourseValue(exclusiveOr) ? "learned" : "never"
      },
      Part("one hidden layer, XOR", [0, 1, 1, 0]) {
        var network = MultilayerPerceptron(sizes: [2, 4, 1], hidden: .tanh, cost: .crossEntropy)
        network.fit(
          inputs, Tensor(exclusiveOr).reshaped(to: [4, 1]), epochs: 2000, rate: 0.5, mode: .batch,
          goal: 0.05)
        return CourseValue((network(inputs) .> 0.5).reshaped(to: [4]))
      },
    ])

  private static var inputs: Tensor {
    Tensor([[1.0, 1], [1, 0], [0, 1], [0, 0]] as [[Double]])
  }
  private static let and: [Double] = [1, 0, 0, 0]
  private static let exclusiveOr: [Double] = [0, 1, 1, 0]

  private static func perceptron(_ targets: [Double]) -> (answers: CourseValue, mistakes: [Int]) {
    var perceptron = Perceptron(inputs: 2)
    let mistakes = perceptron.fit(inputs, Tensor(targets), epochs: 1000)
    return (CourseValue(perceptron(inputs)), mistakes)
  }

  private static func adaline(_ targets: [Double]) -> CourseValue {
    var adaline = Adaline(inputs: 2)
    let rate = 0.1 * Adaline.rateBound(inputs)
    adaline.fit(inputs, 2 * Tensor(targets) - 1, epochs: 500, rate: rate)
    return CourseValue(adaline(inputs) .> 0)
  }

  /// W55: the first table of examples that the lectures train on.
  static let printedExamples = WorkedExample(
    "W55",
    given: "(1.4, 2.7, 1.9) → 0, (3.8, 3.4, 3.2) → 0, (6.4, 2.8, 1.7) → 1, (4.1, 0.1, 0.2) → 0",
    [
      Part("perceptron's answers", [0, 0, 1, 0]) {
        let rows = Tensor(
          [[1.4, 2.7, 1.9], [3.8, 3.4, 3.2], [6.4, 2.8, 1.7], [4.1, 0.1, 0.2]] as [[Double]])
        var perceptron = Perceptron(inputs: 3)
        perceptron.fit(rows, Tensor([0.0, 0, 1, 0] as [Double]), epochs: 1000)
        return CourseValue(perceptron(rows))
      }
    ])
}
