import ApusCore
import ApusData
import ApusNN
import Testing

@testable import ApusTraining

@Suite struct DeadReLUsTests {
  private let first = Dense(4, activation: .relu)
  private let examples = Tensor([0, 1, 0.5, 0.5] as [Float], shape: [2, 2])

  /// Of the units of `first`, 0 and 2 stay below 0 for all inputs from 0 to 1.
  private func fix() {
    first.weight = Tensor([-1, 1, -1, 1, -1, 1, 0, 1] as [Float]).reshaped(to: [2, 4])
    first.bias?.wrappedValue = Tensor([0, 1, -1, 1] as [Float])
  }

  @Test func deadUnitsOfASequenceAreCounted() {
    let model = Sequential {
      Sequential([first])
      Dense(2)
      ReLU()
    }
    model.build([2])
    fix()
    let shares = DeadReLUs.shares(of: model, on: examples)
    #expect(shares.count == 2 && shares[0].value == 0.5)
    #expect(shares.map(\.layer) == ["sequential.dense", "re_lu"])
  }

  /// A graph that branches, with a model as one of its layers.
  @Test func deadUnitsOfAGraphAreCounted() {
    let input = Input([2])
    let inner = Sequential([first], name: "inner")
    let side = Dense(4)(input)
    let model = Model(inputs: input, outputs: Dense(1)(ReLU()(Add()(inner(input), side))))
    model.build([2])
    fix()
    let shares = DeadReLUs.shares(of: model, on: examples)
    #expect(shares.map(\.layer) == ["inner.dense", "re_lu"])
    #expect(shares[0].value == 0.5)
  }

  /// −x and x: what is dead for the one is not for the other.
  @Test func aUnitOfALayerThatIsUsedTwiceIsDeadInBoth() {
    let (input, relu) = (Input([2]), ReLU())
    let positive = relu(input)
    let negative = relu(Rescaling(-1)(input))
    let model = Model(inputs: input, outputs: Add()(positive, negative))
    let shares = DeadReLUs.shares(of: model, on: Tensor([1, 0, 2, 0] as [Float], shape: [2, 2]))
    #expect(shares.map(\.layer) == ["re_lu"] && shares.map(\.value) == [0.5])
  }

  @Test func aGraphIsWatchedInTraining() throws {
    let input = Input([2])
    let model = Model(inputs: input, outputs: Dense(1)(Dense(3, activation: .relu)(input)))
    let trainer = Trainer(model, optimizer: SGD(learningRate: 0.01), loss: .meanSquaredError)
    let dead = DeadReLUs()
    try trainer.fit(
      TensorDataset(features: [0, 1, 1, 0], shape: [2], values: [1, 0], valueShape: [1]),
      epochs: 2, callbacks: [dead], reporter: SilentReporter())
    #expect(dead.curves["dense"].count == 2)
  }
}
