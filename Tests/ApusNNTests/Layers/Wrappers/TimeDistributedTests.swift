import ApusCore
import Foundation
import Testing

@testable import ApusNN

@Suite struct TimeDistributedTests {
  private let video = RandomGenerator.with(seed: 1) { Tensor.randomNormal([2, 3, 5, 5, 2]) }

  @Test func everyTimeIsAnExample() {
    let convolution = Conv2D(4, kernel: 3, activation: .relu)
    let layer = TimeDistributed(convolution)
    let output = layer(video)
    #expect(output.shape == [2, 3, 3, 3, 4])
    for time in 0..<3 {
      let alone = convolution(video[.all, time])
      #expect(output[.all, time].floats == alone.floats)
    }
    #expect(layer.parameterCount == convolution.parameterCount)
    #expect(layer.build([3, 5, 5, 2]) == [3, 3, 3, 4])
  }

  @Test func modelsAndTheirConfigurations() throws {
    let model = Sequential {
      TimeDistributed(
        Sequential {
          Flatten()
          Dense(4, activation: .tanh)
        })
      TimeDistributed(Dense(2))
    }
    let wanted = model(video)
    #expect(wanted.shape == [2, 3, 2])
    let configuration = try JSONDecoder().decode(
      ModelConfiguration.self, from: JSONEncoder().encode(ModelConfiguration(of: model)))
    let again = try configuration.makeModel()
    for (own, read) in zip(model.namedParameters, again.namedParameters) {
      #expect(own.name == read.name)
      read.parameter.wrappedValue = own.parameter.wrappedValue
    }
    #expect(again(video).floats == wanted.floats)
  }

  @Test func whatDoesNotFitIsRefused() {
    let layer = TimeDistributed(Conv2D(4, kernel: 3))
    #expect(throws: ConfigurationError.self) { try layer.check([[]]) }
    #expect(throws: ConfigurationError.self) { try layer.check([[3, 5]]) }
    #expect(throws: ConfigurationError.self) { try layer.check([[3, 2, 2, 1]]) }
    #expect(throws: Never.self) { try layer.check([[3, 5, 5, 1]]) }
    let options: [[String: ConfigurationValue]] = [
      [:], ["layer": 3], ["model": 3], ["model": .object(["kind": "x"])],
      ["layer": .object(["type": "Add", "options": .object([:])])],
    ]
    for settings in options {
      #expect(throws: ConfigurationError.self) {
        try LayerRegistry.standard.make(
          LayerConfiguration(type: "TimeDistributed", options: settings))
      }
    }
  }
}
