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
    let double = Parameter(wrappedValue: Tensor([1.0]))
    SGD(learningRate: 0.5).update([double, single], [Tensor([2.0]), Tensor([1] as [Float])])
    #expect(single.wrappedValue.floats == [0.5])
    #expect(double.wrappedValue.doubles == [0])
  }
}

private func pow(_ base: Double, _ exponent: Int) -> Double {
  (0..<exponent).reduce(1) { product, _ in product * base }
}
