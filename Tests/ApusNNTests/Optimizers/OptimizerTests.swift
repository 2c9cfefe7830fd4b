import ApusCore
import Testing

@testable import ApusNN

@Suite struct OptimizerTests {
  /// Adam on many parameters of odd sizes, so that threads split inside them, against plain loops.
  @Test func onePassOverManyParametersMatchesLoops() {
    let sizes = [1, 70_001, 3, 129, 50_000, 17]
    let generator = RandomGenerator(seed: 3)
    let parameters = sizes.map { size in
      Parameter(wrappedValue: .randomNormal([size], generator: generator))
    }
    let optimizer = AdamW(learningRate: 0.01)
    var weights = parameters.map { $0.wrappedValue.doubles }
    var means = sizes.map { [Double](repeating: 0, count: $0) }
    var squares = means
    for step in 1...3 {
      let gradients = sizes.map { Tensor.randomNormal([$0], generator: generator) }
      optimizer.update(parameters, gradients)
      let first = 1 - pow(0.9, step)
      let second = 1 - pow(0.999, step)
      for (which, gradient) in gradients.enumerated() {
        for (i, g) in gradient.doubles.enumerated() {
          means[which][i] += 0.1 * (g - means[which][i])
          squares[which][i] += 0.001 * (g * g - squares[which][i])
          let move =
            0.01 * (means[which][i] / first)
            / ((squares[which][i] / second).squareRoot() + 1e-7 / second.squareRoot())
          weights[which][i] -= move + 0.01 * 0.004 * weights[which][i]
        }
      }
    }
    for (parameter, wanted) in zip(parameters, weights) {
      expectClose(parameter.wrappedValue, Tensor(wanted), 1e-6)
    }
  }

  @Test func copiesOfAWeightKeepTheirValues() {
    let parameter = Parameter(wrappedValue: Tensor([1, 2] as [Float]))
    let before = parameter.wrappedValue
    SGD(learningRate: 1).update([parameter], [Tensor([1, 1] as [Float])])
    #expect(before.floats == [1, 2])
    #expect(parameter.wrappedValue.floats == [0, 1])
  }

  @Test func stateStaysWithItsParameter() {
    let a = Parameter(wrappedValue: Tensor([1] as [Float]))
    let b = Parameter(wrappedValue: Tensor([1, 1] as [Float]))
    let optimizer = SGD(learningRate: 1, momentum: 0.5)
    let one = Tensor([1] as [Float])
    let two = Tensor([1, 1] as [Float])
    optimizer.update([a, b], [one, two])
    optimizer.update([b], [two])
    optimizer.update([b, a], [two, one])
    // a: −1, then −1.5; b: −1, −1.5, −1.75.
    #expect(a.wrappedValue.floats == [-1.5])
    #expect(b.wrappedValue.floats == [-3.25, -3.25])
  }

  @Test func savedStateDoesNotMove() {
    let parameter = Parameter(wrappedValue: Tensor([1] as [Float]))
    let optimizer = SGD(learningRate: 1, momentum: 0.5)
    optimizer.update([parameter], [Tensor([1] as [Float])])
    let saved = optimizer.state(of: [("w", parameter)])
    optimizer.update([parameter], [Tensor([1] as [Float])])
    #expect(saved.step == 1)
    #expect(saved.tensors["w.momentum"]?.floats == [-1])
  }

  @Test func foreignStateThrowsAndChangesNothing() throws {
    let parameter = Parameter(wrappedValue: Tensor([1, 2] as [Float]))
    let optimizer = Adam()
    optimizer.update([parameter], [Tensor([1, 1] as [Float])])
    let good = optimizer.state(of: [("w", parameter)])
    func refused(_ change: (inout OptimizerState) -> Void) {
      var state = good
      change(&state)
      #expect(throws: OptimizerStateError.self) {
        try optimizer.restore(state, of: [("w", parameter)])
      }
    }
    refused { $0.step = -1 }
    refused { $0.tensors["w.velocity"] = nil }
    refused { $0.tensors["w.velocity"] = Tensor([1] as [Float]) }
    refused { $0.tensors["v.velocity"] = Tensor([1] as [Float]) }
    let after = optimizer.state(of: [("w", parameter)])
    #expect(after.step == 1)
    #expect(after.tensors["w.velocity"]?.floats == good.tensors["w.velocity"]?.floats)
    try optimizer.restore(good, of: [("w", parameter)])
    // State that fits its parameter, of a type that no rule updates.
    let whole = Tensor([1, 2] as [Int32])
    let wholes = ["w.momentum": whole, "w.velocity": whole]
    #expect(throws: OptimizerStateError.self) {
      try optimizer.restore(
        OptimizerState(step: 1, tensors: wholes), of: [("w", Parameter(wrappedValue: whole))])
    }
  }

  @Test func anotherShapeStartsAnotherState() throws {
    // Long to short and short to long: the segments' counts and the state follow the parameter.
    for (before, after) in [(70_000, 2), (2, 70_000)] {
      for optimizer in [SGD(learningRate: 1, momentum: 0.5), Adam()] as [any Optimizer] {
        let parameter = Parameter(wrappedValue: .zeros([before]))
        optimizer.update([parameter], [.ones([before])])
        parameter.wrappedValue = .zeros([after])
        #expect(optimizer.state(of: [("w", parameter)]).tensors.isEmpty)
        optimizer.update([parameter], [.ones([after])])
        let state = optimizer.state(of: [("w", parameter)]).tensors
        #expect(state.values.allSatisfy { $0.shape == [after] } && !state.isEmpty)
        if optimizer is SGD {
          #expect(parameter.wrappedValue.floats.allSatisfy { $0 == -1 })
        }
        // The same number of elements, but of another type; then a second declaration.
        parameter.wrappedValue = .zeros([after], dtype: .float64)
        optimizer.update([parameter], [.ones([after], dtype: .float64)])
        if optimizer is SGD {
          #expect(parameter.wrappedValue.doubles.allSatisfy { $0 == -1 })
        }
        parameter.declare([3, 1]) { .zeros($0, dtype: $1) }
        optimizer.update([parameter], [.ones([3, 1])])
        #expect(parameter.wrappedValue.shape == [3, 1])
        #expect(optimizer.step == 4)
      }
    }
  }

  @Test func gradientsOfAnotherTypeTrap() async {
    await #expect(processExitsWith: .failure) {
      SGD().update([Parameter(wrappedValue: .zeros([3]))], [.zeros([2])])
    }
    await #expect(processExitsWith: .failure) {
      SGD().update([Parameter(wrappedValue: .zeros([3]))], [.zeros([3], dtype: .float64)])
    }
    await #expect(processExitsWith: .failure) {
      let whole = Parameter(wrappedValue: .zeros([3], dtype: .int32))
      SGD().update([whole], [.zeros([3], dtype: .int32)])
    }
  }

  @Test func bothElementTypesInOneStep() {
    let single = Parameter(wrappedValue: Tensor([1] as [Float]))
    let double = Parameter(wrappedValue: Tensor([1.0] as [Double]))
    SGD(learningRate: 0.5).update(
      [double, single], [Tensor([2.0] as [Double]), Tensor([1] as [Float])])
    #expect(single.wrappedValue.floats == [0.5])
    #expect(double.wrappedValue.doubles == [0])
  }

  /// Catalogue W21: the rates η/√Σg² of gradients 0.1, 0.2 and 20, 10.
  @Test func adagradsRatesAreTheLectures() {
    let weights = Parameter(wrappedValue: Tensor([0.0, 0.0] as [Double]))
    let optimizer = Adagrad(learningRate: 1, initialAccumulator: 0, epsilon: 0)
    var before = [0.0, 0.0]
    for (gradients, rates) in [([0.1, 20], [10, 0.05]), ([0.2, 10], [4.4721, 0.044721])] {
      optimizer.update([weights], [Tensor(gradients)])
      let after = weights.wrappedValue.doubles
      for i in 0..<2 {
        #expect(abs((before[i] - after[i]) / gradients[i] - rates[i]) < 1e-4 * rates[i])
      }
      before = after
    }
  }

  @Test func groupsHaveRatesAndDecaysOfTheirOwn() {
    for dtype in [DType.float32, .float64] {
      func parameter() -> Parameter { Parameter(wrappedValue: .ones([2], dtype: dtype)) }
      let (plain, slow, bare) = (parameter(), parameter(), parameter())
      let optimizer = SGD(learningRate: 0.1, weightDecay: 0.5)
      let gradients = [Tensor](repeating: .ones([2], dtype: dtype), count: 3)
      optimizer.update([plain, slow, bare], gradients)
      optimizer.setGroup([slow], rateFactor: 0.1)
      optimizer.setGroup([bare], weightDecay: 0)
      let before = [plain, slow, bare].map { $0.wrappedValue.doubles[0] }
      optimizer.update([plain, slow, bare], gradients)
      let after = [plain, slow, bare].map { $0.wrappedValue.doubles[0] }
      let expected = [
        before[0] - 0.1 - 0.05 * before[0], before[1] - 0.01 - 0.005 * before[1], before[2] - 0.1,
      ]
      expectClose(Tensor(after), Tensor(expected), dtype == .float32 ? 1e-6 : 1e-14)
    }
  }

  /// Every rule moves a group of factor 0.5 as it moves all at half the rate.
  @Test(
    arguments:
      Registry.optimizers.names.filter { !["NormalizedGD", "LBFGS"].contains($0) })
  func aRateFactorIsAnotherRate(_ name: String) throws {
    let options: [String: ConfigurationValue] = ["learningRate": 0.02, "weightDecay": 0.1]
    let grouped = try OptimizerConfiguration(name: name, options: options).makeOptimizer()
    let halved = try OptimizerConfiguration(name: name, options: options).makeOptimizer()
    halved.learningRate = 0.01
    let (a, b) = (
      Parameter(wrappedValue: Tensor([1.0, -2.0] as [Double])),
      Parameter(wrappedValue: Tensor([1.0, -2.0] as [Double]))
    )
    (grouped as? FusedOptimizer)?.setGroup([a], rateFactor: 0.5)
    for step in 1...5 {
      let gradient = Tensor([0.5, -1.0] as [Double]) * Double(step)
      grouped.update([a], [gradient], loss: Tensor(1.0 as Double))
      halved.update([b], [gradient], loss: Tensor(1.0 as Double))
    }
    #expect(a.wrappedValue.doubles[0] != 1)
    expectClose(a.wrappedValue, b.wrappedValue, 1e-14)
  }

  /// The norm is over all parameters of both types and of any size.
  @Test func normalizedStepsHaveTheRateAsLength() {
    let generator = RandomGenerator(seed: 5)
    let sizes = [3, 70_001, 1, 16_384]
    let gradients =
      sizes.map { Tensor.randomNormal([$0], generator: generator) } + [
        Tensor([3.0, 4.0] as [Double])
      ]
    let parameters = gradients.map {
      Parameter(wrappedValue: .zeros($0.shape, dtype: $0.dtype))
    }
    NormalizedGD(learningRate: 0.5).update(parameters, gradients)
    let square = parameters.flatMap { $0.wrappedValue.doubles }.reduce(0) { $0 + $1 * $1 }
    #expect(abs(square.squareRoot() - 0.5) < 1e-6)
    let still = Parameter(wrappedValue: Tensor([1.0] as [Double]))
    NormalizedGD().update([still], [Tensor([0.0] as [Double])])
    #expect(still.wrappedValue.doubles == [1])
  }

  @Test func aRiseOfTheErrorIsUndone() {
    let weight = Parameter(wrappedValue: Tensor([1.0] as [Double]))
    let optimizer = ErrorRatioGD(learningRate: 1)
    func step(_ gradient: Double, error: Double) -> Double {
      optimizer.update([weight], [Tensor([gradient])], loss: Tensor(error))
      return weight.wrappedValue.doubles[0]
    }
    #expect(step(1, error: 1) == 0)
    // Risen by half: from 1 again along the gradient there, at 0.7.
    #expect(abs(step(-9, error: 1.5) - 0.3) < 1e-12)
    // Fallen: the rate grows.
    #expect(abs(step(1, error: 0.9) - (0.3 - 0.735)) < 1e-12)
    // Risen by less than 1.04: it stays.
    let before = weight.wrappedValue.doubles[0]
    #expect(abs(step(1, error: 0.91) - (before - 0.735)) < 1e-12)
    // NaN is a rise.
    #expect(abs(step(1, error: .nan) - (before - 0.735 * 0.7)) < 1e-12)
    // A parameter that was not there before has nothing to go back to.
    let other = Parameter(wrappedValue: Tensor([1.0] as [Double]))
    optimizer.update([other], [Tensor([0.0] as [Double])], loss: Tensor(5.0 as Double))
    #expect(other.wrappedValue.doubles == [1])
  }

  @Test func withoutTheLossItTraps() async {
    await #expect(processExitsWith: .failure) {
      ErrorRatioGD().update([Parameter(wrappedValue: .zeros([3]))], [.zeros([3])])
    }
  }

  @Test(arguments: Registry.optimizers.names) func describesItself(_ name: String) throws {
    let optimizer = try OptimizerConfiguration(name: name).makeOptimizer()
    optimizer.schedule = Warmup(to: 0.1, steps: 10).then(ConstantRate(0.1), after: 10)
    let configuration = optimizer.configuration
    #expect(configuration.name == name)
    #expect(try configuration.makeOptimizer().configuration == configuration)
    let summary = try? Registry.optimizers.entry(named: name).summary
    #expect(summary?.isEmpty == false)
  }
}

private func pow(_ base: Double, _ exponent: Int) -> Double {
  (0..<exponent).reduce(1) { product, _ in product * base }
}
