import ApusCore
import Testing

@testable import ApusNN

/// Output layers of radial basis functions, and linear ones with hinge losses: support vector
/// machines.
@Suite struct OutputLayerTests {
  static let supportVectors = ((try? GoldenCase.cases("normalizations")) ?? []).filter {
    $0.kind == "supportVectors"
  }

  /// Three clouds of 40 points in four dimensions, as irises are.
  private func blobs() -> (points: Tensor, labels: Tensor) {
    let generator = RandomGenerator(seed: 31)
    let labels = (0..<120).map { Int32($0 % 3) }
    let centres = Tensor([1, 1, 0, 0, -1, 0, 1, 0, 0, -1, -1, 1] as [Float], shape: [3, 4])
    let points =
      centres.gathered(at: Tensor(labels))
      + .randomNormal([120, 4], standardDeviation: 0.35, generator: generator)
    return (points, Tensor(labels))
  }

  private func train(
    _ model: any Layer, _ points: Tensor, _ steps: Int, rate: Double = 0.02,
    loss: (Tensor) -> Tensor
  ) {
    let optimizer = Adam(learningRate: rate)
    RandomGenerator.with(seed: 17) { _ = model(points) }
    for _ in 0..<steps {
      let parameters = model.trainableParameters
      let (_, gradients) = valueAndGradient(at: parameters) { loss(model(points)) }
      optimizer.update(parameters, gradients)
    }
  }

  private func share(_ predicted: Tensor, _ labels: Tensor) -> Double {
    (predicted.cast(to: .int32) .== labels).cast(to: .float32).mean().item
  }

  @Test func radialBasisFunctionsLearnBlobs() {
    let (points, labels) = blobs()
    let targets = labels.oneHot(depth: 3)
    let near = Sequential {
      Dense(8, activation: .tanh)
      RBFOutput(3, gamma: 0.3)
    }
    train(near, points, 300) { meanSquaredError($0, targets) }
    #expect(share(near(points).argmax(axis: -1), labels) > 0.95)
    let far = Sequential {
      Dense(8, activation: .tanh)
      RBFOutput(3, kernel: .squaredDistance)
    }
    train(far, points, 200) { categoricalCrossEntropy(-$0, targets, fromLogits: true) }
    #expect(share(far(points).argmin(axis: -1), labels) > 0.95)
  }

  @Test func supportVectorOutputsLearnBlobs() {
    let (points, labels) = blobs()
    let targets = labels.oneHot(depth: 3)
    let losses: [(String, (Tensor) -> Tensor)] = [
      ("categorical", { categoricalHinge($0, targets) }),
      ("squared", { squaredHinge($0, targets * 2 - 1) }), ("plain", { hinge($0, targets * 2 - 1) }),
    ]
    for (name, loss) in losses {
      let model = Sequential {
        Dense(8, activation: .relu)
        Dense(3, kernelRegularizer: .l2(0.001))
      }
      let penalty = Penalty(of: model)
      train(model, points, 200) { output in penalty.weights().map { loss(output) + $0 } ?? output }
      #expect(share(model(points).argmax(axis: -1), labels) > 0.95, "\(name)")
    }
  }

  /// The least of λ‖w‖² + mean hinge, as a quadratic programme finds it.
  @Test(arguments: supportVectors)
  func aLinearLayerIsTheSupportVectorMachine(_ example: GoldenCase) throws {
    let config = try #require(example.config)
    let loss = try Loss.named(#require(config["loss"]?.text))
    let strength = try #require(config["strength"]?.number)
    let points = try #require(example.inputs)[0].tensor.cast(to: .float64)
    let signs = try #require(example.targets)[0].tensor.cast(to: .float64)
    let model = Dense(1, kernelRegularizer: .l2(strength))
    model.build([2], dtype: .float64)
    let penalty = Penalty(of: model)
    func objective() throws -> Tensor {
      try loss(model(points), signs) + #require(penalty.weights())
    }
    // Ever shorter steps end between the corners of the hinge.
    for rate in [0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001] {
      for _ in 0..<400 {
        let (_, slopes) = try valueAndGradient(at: model.parameters, of: objective)
        for (parameter, slope) in zip(model.parameters, slopes) {
          parameter.wrappedValue = parameter.wrappedValue - slope * rate
        }
      }
    }
    let least = try #require(example.losses)[0]
    #expect(abs(try objective().item - least) < 1e-4 * least)
    expectClose(model.weight, try #require(example.parameters?["weight"]).tensor, 5e-3)
    expectClose(
      try #require(model.bias).wrappedValue, try #require(example.parameters?["bias"]).tensor,
      5e-3)
  }

  @Test func theFixturesAreThere() { #expect(Self.supportVectors.count == 2) }
}
