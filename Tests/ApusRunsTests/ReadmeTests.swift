import Apus
import Testing

/// The examples of README.md, so that they keep compiling and mean what it says.
@Suite struct ReadmeTests {
  @Test func aModelIsCompiledAndFitted() throws {
    let model = Sequential {
      Conv2D(4, kernel: 3, padding: .same, activation: .relu)
      MaxPooling2D()
      Flatten()
      Dropout(0.5)
      Dense(10)
    }
    model.compile(
      optimizer: RMSprop(), loss: .sparseCategoricalCrossEntropy(fromLogits: true),
      metrics: [.accuracy])
    let data = try NamedDataset.strokes.load()
    let few = try data.test.batch(at: Array(0..<256)[...])
    let history = try model.fit(
      few.features, few.labels, epochs: 2, batchSize: 128, reporter: SilentReporter())
    #expect(history["accuracy"].count == 2)
  }

  @Test func aGraphHasTwoBranches() {
    let input = Input([28, 28, 1])
    let left = Conv2D(8, kernel: 3, padding: .same, activation: .relu)(input)
    let right = Conv2D(8, kernel: 5, padding: .same, activation: .relu)(input)
    let output = Dense(10)(Flatten()(Concatenate()(left, right)))
    let graph = Model(inputs: input, outputs: output)
    #expect(graph.summary().total == 80 + 208 + 28 * 28 * 16 * 10 + 10)
  }

  private final class Residual: Layer {
    let first = Dense(64, activation: .relu)
    let second = Dense(64)
    func callAsFunction(_ input: Tensor) -> Tensor { input + second(first(input)) }
  }

  @Test func aClassOfOnesOwnIsALayer() {
    let layer = Residual()
    #expect(layer.build([64]) == [64] && layer.parameterCount == 2 * (64 * 64 + 64))
  }

  @Test func derivativesOfAnyOrder() {
    let x = Tensor([3.0] as [Double])
    let slope = gradient(at: x) { ($0 * $0 * $0).sum() }
    let curvature = gradient(at: x) { gradient(at: $0) { ($0 * $0 * $0).sum() }.sum() }
    #expect(slope.item == 27 && curvature.item == 18)
  }
}
