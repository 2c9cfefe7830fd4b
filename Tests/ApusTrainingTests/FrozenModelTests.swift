import ApusCore
import ApusData
import ApusNN
import Testing

@testable import ApusTraining

@Suite struct FrozenModelTests {
  private func images(_ seed: UInt64, _ count: Int) -> Tensor {
    .randomUniform([count, 8, 8, 2], generator: RandomGenerator(seed: seed))
  }

  @Test func threadsShareIt() async throws {
    let model = Sequential {
      Conv2D(6, 3, activation: .relu)
      BatchNormalization()
      Flatten()
      Dropout(0.5)
      Dense(5, activation: .softmax)
    }
    _ = model(images(0, 2))
    let frozen = try model.frozen()
    let expected = try (1...16).map { try model.predict(images($0, 1 + Int($0) % 3)).floats }
    let found = try await withThrowingTaskGroup(of: (Int, [[Float]]).self) { group in
      for worker in 0..<16 {
        let batch = images(UInt64(worker + 1), 1 + (worker + 1) % 3)
        group.addTask { (worker, try (0..<20).map { _ in try frozen.predict(batch).floats }) }
      }
      return try await group.reduce(into: [Int: [[Float]]]()) { $0[$1.0] = $1.1 }
    }
    for worker in 0..<16 {
      #expect(found[worker]?.allSatisfy { $0 == expected[worker] } == true)
    }
  }

  @Test func trainingTheOriginalChangesNothing() throws {
    let model = Sequential { Dense(3) }
    let x = Tensor.randomUniform([6, 4], generator: RandomGenerator(seed: 1))
    model.compile(optimizer: SGD(learningRate: 0.1), loss: .meanSquaredError)
    _ = model(x)
    let frozen = try model.frozen()
    let before = try frozen.predict(x).floats
    try model.fit(x, Tensor.ones([6, 3]), epochs: 2, reporter: SilentReporter())
    #expect(try frozen.predict(x).floats == before)
    #expect(try model.predict(x).floats != before)
    // A call in someone's training mode is still inference.
    #expect(try Mode.training { try frozen.predict(x).floats } == before)
  }

  @Test func graphsGiveAllTheirOutputs() throws {
    let a = Input([3], name: "a"), b = Input([2], name: "b")
    let joined = Concatenate()([a, b])
    let model = Model(inputs: [a, b], outputs: [Dense(2)(joined), Dense(1)(joined)])
    let frozen = try model.frozen()
    let x = Tensor.ones([300, 3]), y = Tensor.ones([300, 2])
    let outputs = try frozen.predict([x, y])
    #expect(outputs.map(\.shape) == [[300, 2], [300, 1]])
    #expect(outputs.map(\.floats) == model([x, y]).map(\.floats))
    #expect(frozen.outputNames == model.outputNames)
  }

  @Test func mistakesThrow() throws {
    let model = Sequential { Dense(3) }
    #expect(throws: ConfigurationError.self) { try model.frozen() }
    _ = model(Tensor.ones([1, 4]))
    let frozen = try model.frozen()
    #expect(throws: ConfigurationError.self) { try frozen.predict(Tensor.ones([2, 5])) }
    #expect(throws: ConfigurationError.self) {
      try frozen.predict([Tensor.ones([2, 4]), Tensor.ones([2, 4])])
    }
    #expect(throws: ConfigurationError.self) {
      try frozen.predict(Tensor.ones([2, 4]), batchSize: 0)
    }
    let data = TensorDataset(Tensor.ones([2, 4]), Tensor.ones([2, 3]))
    #expect(throws: ConfigurationError.self) { try model.predict(data, batchSize: 0) }
  }
}
