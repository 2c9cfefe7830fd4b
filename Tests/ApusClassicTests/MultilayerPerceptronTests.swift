import ApusClassic
import ApusCore
import Testing

@Suite struct MultilayerPerceptronTests {
  private typealias Network = MultilayerPerceptron

  /// Both written-out forms against the tape, for every function and cost.
  @Test(
    arguments: [UnitFunction.linear, .sigmoid, .tanh],
    [
      (UnitFunction.linear, MultilayerPerceptron.Cost.squaredError), (.sigmoid, .squaredError),
      (.tanh, .squaredError), (.sigmoid, .crossEntropy), (.softmax, .crossEntropy),
    ])
  func gradientsAgreeWithTheTape(
    _ hidden: UnitFunction, _ last: (output: UnitFunction, cost: MultilayerPerceptron.Cost)
  ) {
    for sizes in [[3, 2], [3, 4, 2], [3, 5, 4, 2]] {
      var network = Network(
        sizes: sizes, hidden: hidden, output: last.output, cost: last.cost, seed: 7)
      RandomGenerator.with(seed: 3) {
        network.biases = network.biases.map { .randomNormal($0.shape, dtype: .float64) }
        let inputs = Tensor.randomNormal([6, 3], dtype: .float64)
        let targets = softmax(Tensor.randomNormal([6, 2], dtype: .float64))
        let layers = network.weights.count
        let (_, expected) = valueAndGradient(at: network.weights + network.biases) { points in
          var copy = network
          copy.weights = Array(points[..<layers])
          copy.biases = Array(points[layers...])
          return copy.meanCost(inputs, targets)
        }
        for gradients in [
          network.gradientsNeuronByNeuron(inputs, targets),
          network.gradientsInMatrixForm(inputs, targets),
        ] {
          for (found, wanted) in zip(gradients.weights + gradients.biases, expected) {
            #expect(found.shape == wanted.shape)
            #expect((found - wanted).absoluteValue.max().item < 1e-10)
          }
        }
      }
    }
  }

  /// The costs by their definitions.
  @Test func costs() {
    let x = Tensor([[0.5, -1], [2, 0.25]] as [[Double]]),
      y = Tensor([[1.0, 0], [0.25, 0.75]] as [[Double]])
    func cost(_ output: UnitFunction, _ cost: Network.Cost) -> (Double, Tensor) {
      let network = Network(sizes: [2, 3, 2], hidden: .tanh, output: output, cost: cost)
      return (network.meanCost(x, y).item, network(x))
    }
    var (value, a) = cost(.tanh, .squaredError)
    #expect(abs(value - ((y - a).squared.sum() / 4).item) < 1e-12)
    (value, a) = cost(.sigmoid, .crossEntropy)
    let binary: Tensor = y * log(a) + (1 - y) * log(1 - a)
    #expect(abs(value + (binary.sum() / 2).item) < 1e-12)
    (value, a) = cost(.softmax, .crossEntropy)
    #expect(abs(value + ((y * log(a)).sum() / 2).item) < 1e-12)
    #expect((a.sum(axis: 1) - 1).absoluteValue.max().item < 1e-12)
  }

  @Test(arguments: [UpdateMode.online, .miniBatch(2), .batch])
  func oneHiddenLayerLearnsXOR(_ mode: UpdateMode) {
    var network = Network(sizes: [2, 4, 1], hidden: .tanh, cost: .crossEntropy)
    let targets = TruthTables.xor.reshaped(to: [4, 1])
    let costs = network.fit(
      TruthTables.inputs, targets, epochs: 3000, rate: 0.5, mode: mode, goal: 0.02)
    #expect(costs.count < 3000 && (costs.last ?? 1) <= 0.02)
    #expect((network(TruthTables.inputs) .> 0.5).doubles == TruthTables.xor.doubles)
  }

  @Test func noHiddenLayerDoesNot() {
    var network = Network(sizes: [2, 1], cost: .crossEntropy)
    let targets = TruthTables.xor.reshaped(to: [4, 1])
    network.fit(TruthTables.inputs, targets, epochs: 500, rate: 0.5, mode: .batch)
    #expect((network(TruthTables.inputs) .> 0.5).doubles != TruthTables.xor.doubles)
  }

  /// A batch is one step along the mean gradient, online as many steps as there are examples.
  @Test func modesTakeTheirSteps() {
    #expect(UpdateMode.online.batchSize(of: 9) == 1)
    #expect(UpdateMode.miniBatch(4).batchSize(of: 9) == 4)
    #expect(UpdateMode.miniBatch(50).batchSize(of: 9) == 9)
    #expect(UpdateMode.batch.batchSize(of: 9) == 9)
    let targets = TruthTables.and.reshaped(to: [4, 1])
    let start = Network(sizes: [2, 3, 1], seed: 5)
    let slope = start.gradientsNeuronByNeuron(TruthTables.inputs, targets)
    var network = start
    network.fit(TruthTables.inputs, targets, epochs: 1, rate: 0.3, mode: .batch)
    for layer in 0..<2 {
      let expected = start.weights[layer] - 0.3 * slope.weights[layer]
      #expect((network.weights[layer] - expected).absoluteValue.max().item < 1e-12)
    }
    #expect(start.parameterCount == 2 * 3 + 3 + 3 + 1)
  }
}
