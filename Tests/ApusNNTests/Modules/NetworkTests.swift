import ApusCore
import Testing

@testable import ApusNN

/// Whole networks against Keras: summaries, and training step by step.
@Suite struct NetworkTests {
  static let cases = (try? GoldenCase.cases("networks")) ?? []

  @Test func theFixturesAreThere() { #expect(Self.cases.count > 15) }

  private func network(_ example: GoldenCase) throws -> Sequential {
    let rows = try #require(example.layers)
    return Sequential(
      try rows.map { row in
        try #require(goldenLayer(row.type, row.config) as? any Layer, "\(row.type)")
      })
  }

  @Test(arguments: cases.filter { $0.kind == "summary" })
  func summariesAreThoseOfKeras(_ example: GoldenCase) throws {
    let summary = try network(example).summary(Shape(try #require(example.input)))
    #expect(summary.total == example.total)
    #expect(summary.trainable == example.trainable)
    #expect(summary.nontrainable == example.nontrainable)
    for (row, wanted) in zip(summary.rows, try #require(example.layers)) {
      #expect(row.name == wanted.name)
      #expect(row.type == wanted.type)
      #expect(row.output?.array == wanted.output)
      #expect(row.parameters == wanted.parameters)
    }
    #expect(summary.rows.count == example.layers?.count)
  }

  @Test(arguments: cases.filter { $0.kind == "training" })
  func trainingStepsAreThoseOfKeras(_ example: GoldenCase) throws {
    let model = try network(example)
    model.build(Shape(try #require(example.input)))
    // Keras names parameters by the layer's index.
    let named: [(name: String, parameter: Parameter)] = model.layers.enumerated().flatMap {
      position, layer in
      layer.namedParameters.map { ("\(position).\($0.name)", $0.parameter) }
    }
    for (name, parameter) in named {
      parameter.wrappedValue = try #require(example.parameters?[name]).tensor
    }
    let optimizer = try #require(example.optimizer)
    let rule = try goldenOptimizer(optimizer.type, optimizer.config)
    let loss = try #require(example.loss)
    let trained = named.filter(\.parameter.isTrainable)
    let batches = zip(try #require(example.inputs), try #require(example.targets))
    for (step, batch) in batches.enumerated() {
      let (value, gradients) = Mode.training {
        valueAndGradient(at: trained.map(\.parameter)) {
          let output = model(batch.0.tensor)
          return goldenLoss(loss.type, loss.config, output, batch.1.tensor) ?? output
        }
      }
      if step == 0 {
        for (entry, gradient) in zip(trained, gradients) {
          let wanted = try #require(example.firstGradients?[entry.name]).tensor
          // A bias before a batch normalization moves nothing: its gradient is 0, and what Keras
          // has instead (3e-8 beside others of 0.1) is float32's rounding, as is ours.
          let isRounding = wanted.floats.allSatisfy { abs($0) < 1e-6 }
          expectClose(gradient, wanted, isRounding ? 1e-4 : 1e-5, "gradient of \(entry.name)")
        }
      }
      let wanted = try #require(example.losses?[step])
      #expect(abs(value.item - wanted) <= 2e-5 * max(1, abs(wanted)), "loss of step \(step)")
      rule.update(trained.map(\.parameter), gradients)
    }
    for (name, parameter) in named {
      let wanted = try #require(example.parametersAfter?[name]).tensor
      expectClose(parameter.wrappedValue, wanted, 2e-5, name)
    }
    let probe = try #require(example.probe).tensor
    expectClose(model(probe), try #require(example.prediction).tensor, 2e-5, "prediction")
  }

  @Test func theCoursesNetworksHaveTheirParameters() {
    let mlp = Sequential {
      for _ in 0..<3 {
        Dense(512, activation: .relu)
        Dropout(0.2)
      }
      Dense(10)
    }
    #expect(mlp.summary([784]).total == 932_362)
    let lenet = Sequential {
      Conv2D(6, kernel: 5, activation: .relu)
      AveragePooling2D(2)
      Conv2D(16, kernel: 5, activation: .relu)
      AveragePooling2D(2)
      Conv2D(120, kernel: 5, activation: .relu)
      Flatten()
      Dense(84, activation: .relu)
      Dense(10)
    }
    #expect(lenet.summary([32, 32, 3]).total == 62_006)
    let cifar = Sequential {
      for filters in [32, 64] {
        Conv2D(filters, kernel: 3, padding: .same, activation: .relu)
        Conv2D(filters, kernel: 3, activation: .relu)
        MaxPooling2D()
        Dropout(0.25)
      }
      Flatten()
      Dense(512, activation: .relu)
      Dropout(0.5)
      Dense(10)
    }
    #expect(cifar.summary([32, 32, 3]).total == 1_250_858)
  }
}
