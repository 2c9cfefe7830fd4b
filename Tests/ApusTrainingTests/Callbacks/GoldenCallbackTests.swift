import ApusCore
import ApusData
import ApusNN
import ApusTestSupport
import Foundation
import Testing

@testable import ApusTraining

/// A case of `callbacks.json`.
struct GoldenCallback: Decodable, CustomTestStringConvertible, Sendable {
  let name: String
  let kind: String
  let config: [String: ConfigurationValue]
  let curve: [Double?]?
  let epochs: Int?
  let stopped: Bool?
  let restored: Double?
  let rates: [Double]?
  let losses: [Double]?
  let weights: [GoldenTensor]?
  let inputs: [GoldenTensor]?

  var testDescription: String { name }
  var values: [Double] { (curve ?? []).map { $0 ?? .nan } }
  var direction: Monitor.Direction {
    config["direction"] == .text("maximize") ? .maximize : .minimize
  }
  func number(_ name: String) -> Double? { config[name].flatMap(Self.number) }
  func count(_ name: String) -> Int? { number(name).flatMap { Int(exactly: $0) } }
  func numbers(_ name: String) -> [Double]? {
    guard case .list(let list)? = config[name] else { return nil }
    return list.compactMap(Self.number)
  }

  private static func number(_ value: ConfigurationValue) -> Double? {
    switch value {
    case .number(let number): number
    case .integer(let integer): Double(integer)
    default: nil
    }
  }

  static let all: [GoldenCallback] = (try? goldenCases("callbacks")) ?? []
  static func of(_ kind: String) -> [GoldenCallback] { all.filter { $0.kind == kind } }
}

/// Callbacks and the settings of `fit` against Keras.
@Suite struct GoldenCallbackTests {
  @Test func everyKindIsThere() {
    #expect(GoldenCallback.of("EarlyStopping").count == 40)
    #expect(GoldenCallback.of("ReduceLROnPlateau").count == 15)
    #expect(GoldenCallback.of("fit").count == 9 && GoldenCallback.of("data").count == 1)
  }

  @Test(arguments: GoldenCallback.of("EarlyStopping"))
  func stopsWhereKerasStops(_ example: GoldenCallback) throws {
    let driver = CurveDriver()
    let result = try driver.run(example.values, named: "value") {
      .earlyStopping(
        monitor: "value", minimalChange: example.number("minimalChange") ?? 0,
        patience: example.count("patience") ?? 0, direction: example.direction,
        baseline: example.number("baseline"), restoreBestWeights: true,
        startFromEpoch: example.count("startFromEpoch") ?? 0)
    }
    #expect(result.epochs == example.epochs)
    #expect((result.reason != nil) == example.stopped)
    #expect(driver.weight == example.restored)
  }

  @Test(arguments: GoldenCallback.of("ReduceLROnPlateau"))
  func lowersTheRateAsKeras(_ example: GoldenCallback) throws {
    let driver = CurveDriver()
    var rates: [Double] = []
    try driver.run(example.values, named: "value") {
      .reduceLROnPlateau(
        monitor: "value", direction: example.direction, factor: example.number("factor") ?? 0.1,
        patience: example.count("patience") ?? 10,
        minimalChange: example.number("minimalChange") ?? 1e-4,
        cooldown: example.count("cooldown") ?? 0, minimalRate: example.number("minimalRate") ?? 0)
    } each: { _ in
      rates.append(driver.trainer.optimizer.learningRate)
    }
    let expected = try #require(example.rates)
    #expect(rates.count == expected.count)
    for (a, b) in zip(rates, expected) { #expect(abs(a - b) <= 1e-5 * b, "\(a), not \(b)") }
  }

  @Test(arguments: GoldenCallback.of("fit"))
  func fitsAsKeras(_ example: GoldenCallback) throws {
    let data = try #require(GoldenCallback.of("data").first)
    let start = try #require(data.weights)
    let inputs = try #require(data.inputs)
    let train = TensorDataset(inputs[0].tensor, inputs[1].tensor.cast(to: .int32))
    let layer = Dense(3)
    let model = Sequential([layer])
    model.build([3])
    layer.weight = start[0].tensor
    layer.bias?.wrappedValue = start[1].tensor
    let clipping =
      example.number("clipvalue").map { GradientClipping.value($0) }
      ?? example.number("clipnorm").map { .norm($0) }
      ?? example.number("global_clipnorm").map { .globalNorm($0) }
    model.compile(
      optimizer: SGD(learningRate: 0.2, momentum: 0.5),
      loss: .sparseCategoricalCrossEntropy(fromLogits: true), clipping: clipping)
    let average = example.number("momentum").map {
      WeightAverage(momentum: $0, overwriteEvery: example.count("overwriteEvery"))
    }
    let history = try model.fit(
      train, epochs: 3, batchSize: 4, seed: nil, callbacks: average.map { [$0] } ?? [],
      classWeights: example.numbers("classWeights"),
      sampleWeights: example.numbers("sampleWeights"),
      accumulationSteps: example.count("accumulationSteps") ?? 1, reporter: SilentReporter())
    let expected = try #require(example.weights)
    let found = [layer.weight, try #require(layer.bias?.wrappedValue)]
    for (a, b) in zip(found, expected) {
      for (x, y) in zip(a.doubles, b.data) { #expect(abs(x - y) <= 1e-5 * max(1, abs(y))) }
    }
    for (a, b) in zip(history["loss"], try #require(example.losses)) {
      #expect(abs(a - b) <= 1e-5 * b, "\(a), not \(b)")
    }
  }
}
