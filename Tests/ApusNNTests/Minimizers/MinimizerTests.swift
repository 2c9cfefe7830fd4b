import ApusCore
import Testing

@testable import ApusNN

/// What holds for every minimizer, and what is wrong with what it is given.
@Suite struct MinimizerTests {
  static let all = methods()

  /// Every method, with every line search.
  static func methods(maximumIterations limit: Int = 2000) -> [any Minimizer] {
    [
      BFGS(maximumIterations: limit), LBFGS(maximumIterations: limit),
      LBFGS(memory: 1, maximumIterations: limit), Newton(maximumIterations: limit),
      NonlinearConjugateGradient(maximumIterations: limit),
      NonlinearConjugateGradient(.fletcherReeves, maximumIterations: limit),
      BFGS(maximumIterations: limit, lineSearch: Backtracking()),
      LBFGS(maximumIterations: limit, lineSearch: Backtracking()),
      Newton(maximumIterations: limit, lineSearch: StrongWolfe()),
    ]
  }
  static let ofResiduals: [any ResidualMinimizer] = [LevenbergMarquardt(), GaussNewton()]

  private func rosenbrock(_ x: Tensor) -> Tensor {
    100 * (x[1] - x[0].squared).squared + (1 - x[0]).squared
  }

  /// ½ xᵀ A x − bᵀ x with eigenvalues of 1 to 100.
  private func quadratic(_ x: Tensor) -> Tensor {
    let count = x.elementCount
    let scales = (0..<count).map { (place: Int) -> Double in
      1 + 99 * Double(place) / Double(count - 1)
    }
    let targets = (0..<count).map { (place: Int) -> Double in Double((place * 7) % 5) - 2 }
    return 0.5 * (Tensor(scales) * (x - Tensor(targets)).squared).sum()
  }

  @Test func newtonTakesOneStepOnAQuadratic() throws {
    let result = try minimize(from: .zeros([8], dtype: .float64), method: Newton(), quadratic)
    #expect(result.iterations == 1 && result.hessianEvaluations == 1)
    #expect(result.stop == .gradientTolerance && result.value < 1e-20)
    #expect(result.history.count == 2 && result.history[1] == result.value)
  }

  @Test func gaussNewtonTakesOneStepOnALinearFit() throws {
    let t = Tensor.linearSpace(0, 1, count: 9, dtype: .float64)
    let result = try minimizeSquares(
      from: .zeros([2], dtype: .float64), method: GaussNewton()
    ) { p in p[0] + p[1] * t - (3 * t - 1) }
    #expect(result.iterations == 1 && result.stop == .gradientTolerance)
    expectClose(result.point, Tensor([-1.0, 3.0] as [Double]), 1e-12)
  }

  @Test(arguments: 0..<all.count) func equalRunsGiveEqualBits(_ which: Int) throws {
    let start = Tensor([-1.2, 1.0] as [Double])
    let first = try minimize(from: start, method: Self.all[which], rosenbrock)
    let second = try minimize(from: start, method: Self.all[which], rosenbrock)
    #expect(first.history == second.history && first.point.doubles == second.point.doubles)
  }

  @Test(arguments: 0..<all.count) func valuesFall(_ which: Int) throws {
    let result = try minimize(
      from: Tensor([-1.2, 1.0] as [Double]), method: Self.all[which], rosenbrock)
    #expect(zip(result.history, result.history.dropFirst()).allSatisfy { $0 > $1 })
    #expect(result.isConverged && result.gradientNorm <= 1e-3)
    #expect(result.functionEvaluations > result.iterations)
  }

  @Test(arguments: 0..<all.count) func float32StartsWork(_ which: Int) throws {
    let start = Tensor([-1.2, 1] as [Float], shape: [2, 1])
    let result = try minimize(from: start, method: Self.all[which]) { x in
      rosenbrock(x.reshaped(to: [2]))
    }
    #expect(result.point.dtype == .float32 && result.point.shape == [2, 1])
    #expect(result.value < 1e-5, "\(result)")
  }

  @Test(arguments: [0, 1, 3]) func anIterationLimitHolds(_ limit: Int) throws {
    for method in Self.methods(maximumIterations: limit) {
      let result = try minimize(from: Tensor([-1.2, 1.0] as [Double]), method: method, rosenbrock)
      #expect(result.stop == .iterationLimit && result.iterations == limit)
      #expect(!result.isConverged)
    }
  }

  @Test func evaluationLimitsHold() throws {
    let result = try minimize(
      from: Tensor([-1.2, 1.0] as [Double]), method: BFGS(maximumEvaluations: 10), rosenbrock)
    #expect(result.stop == .evaluationLimit && (10..<20).contains(result.functionEvaluations))
    for method in [
      LevenbergMarquardt(stopping: ResidualStoppingRules(maximumEvaluations: 5)),
      GaussNewton(stopping: ResidualStoppingRules(maximumEvaluations: 1)),
    ] as [any ResidualMinimizer] {
      let fit = try minimizeSquares(from: Tensor([-1.2, 1.0] as [Double]), method: method) { x in
        Tensor.stacked([10 * (x[1] - x[0].squared), 1 - x[0]])
      }
      #expect(fit.stop == .evaluationLimit && fit.functionEvaluations <= 5, "\(fit)")
    }
  }

  @Test(arguments: 0..<all.count) func aStartThatIsNotFiniteSaysSo(_ which: Int) throws {
    let result = try minimize(from: Tensor([-1.0, 2.0] as [Double]), method: Self.all[which]) { x in
      log(x).sum()
    }
    #expect(result.stop == .notFinite && result.iterations == 0)
    #expect(result.point.doubles == [-1, 2])
  }

  /// x − log x has its minimum at 1 and no value below 0: from far right the first steps go beyond.
  @Test(arguments: 0..<all.count) func stepsKeepThisSideOfWhatIsNotFinite(_ which: Int) throws {
    let result = try minimize(from: Tensor([3.0, 0.2] as [Double]), method: Self.all[which]) { x in
      (20 * (x - log(x))).sum()
    }
    #expect(result.isConverged, "\(result)")
    expectClose(result.point, Tensor([1.0, 1.0] as [Double]), 1e-4)
  }

  /// Falls without end: every method must stop by itself and say that it has not arrived.
  @Test(arguments: 0..<all.count) func noBottomIsNotEndless(_ which: Int) throws {
    let result = try minimize(from: Tensor([1.0, 2.0] as [Double]), method: Self.all[which]) { x in
      -(x.squared.squared).sum()
    }
    #expect(result.value < -17)
    #expect(!result.isConverged, "\(result)")
  }

  @Test func residualsThatAreNotFiniteSaySo() throws {
    for method in Self.ofResiduals {
      let start = try minimizeSquares(from: Tensor([-1.0] as [Double]), method: method) { log($0) }
      #expect(start.stop == .notFinite && start.iterations == 0)
      // √ is infinitely steep at 0.
      let steep = try minimizeSquares(from: Tensor([0.0] as [Double]), method: method) {
        sqrt($0) - 1
      }
      #expect(steep.stop == .notFinite)
      // The first step goes below 0, where the logarithm ends.
      let back = try minimizeSquares(from: Tensor([30.0] as [Double]), method: method) { log($0) }
      #expect(back.isConverged, "\(back)")
      expectClose(back.point, Tensor([1.0] as [Double]), 1e-6)
    }
  }

  /// At a saddle point's side the Hessian is not positive definite.
  @Test func newtonLeavesSaddles() throws {
    let result = try minimize(from: Tensor([0.5, 0.001] as [Double]), method: Newton()) { x in
      x[0].squared + x[1].squared.squared - x[1].squared
    }
    #expect(result.isConverged)
    #expect(abs(result.value + 0.25) < 1e-8)
    // All of the Hessian is 0 at the start: steepest descent at first.
    let flat = try minimize(from: Tensor([0.0] as [Double]), method: Newton()) {
      ($0.squared * $0 - $0).sum()
    }
    #expect(flat.value < 0)
  }

  @Test func moreParametersThanResidualsAreFitted() throws {
    for method in Self.ofResiduals {
      let result = try minimizeSquares(from: Tensor([1.0, 2.0, 3.0] as [Double]), method: method) {
        x in
        Tensor.stacked([x[0] * x[1] - 6, x[2] * x[0] - 2])
      }
      #expect(result.isConverged && result.value < 1e-12, "\(result)")
    }
  }

  /// The second parameter has no influence at all: a column of zeros.
  @Test func parametersWithoutInfluenceStay() throws {
    for method in Self.ofResiduals {
      let result = try minimizeSquares(from: Tensor([2.0, 5.0] as [Double]), method: method) { x in
        Tensor.stacked([x[0].squared - 1, 2 * x[0] - 2, 0 * x[1]])
      }
      #expect(result.isConverged && result.value < 1e-12, "\(result)")
      #expect(abs(result.point.doubles[1] - 5) < 1e-6)
    }
  }

  // MARK: Modules

  private func fittedModel(units: Int = 5) -> (Sequential, Tensor, Tensor) {
    RandomGenerator.with(RandomGenerator(seed: 5)) {
      let model = Sequential {
        Dense(units, activation: .tanh)
        Dense(1)
      }
      model.build([2])
      for parameter in model.parameters { _ = parameter.wrappedValue }
      let x = Tensor.randomNormal([30, 2], generator: RandomGenerator(seed: 6))
      let y = x.sliced(axis: 1, from: 0, to: 1) * x.sliced(axis: 1, from: 1, to: 2)
      return (model, x, y)
    }
  }

  @Test(arguments: 0..<all.count) func modelsGetTheResult(_ which: Int) throws {
    let (model, x, y) = fittedModel()
    func loss() -> Tensor { (model(x) - y).squared.mean() }
    let before = loss().item
    let types = model.parameters.map(\.type)
    let method = Self.methods(maximumIterations: 60)[which]
    let result = try minimize(over: model.parameters, method: method, loss)
    #expect(result.value < 0.2 * before, "\(result)")
    #expect(loss().item == result.value)
    #expect(model.parameters.map(\.type) == types)
    #expect(result.point.dtype == .float64)
    let values = model.parameters.flatMap(\.wrappedValue.floats)
    #expect(result.point.floats == values)
  }

  /// Two units learn what two units computed.
  @Test func modelsAreFittedByTheirResiduals() throws {
    for method in Self.ofResiduals {
      let (model, x, _) = fittedModel(units: 2)
      let teacher = Tensor([[1, 0.5], [-0.7, 1]] as [[Float]])
      let y = tanh(matmul(x, teacher)).sum(axis: 1, keepDimensions: true)
      let before = (model(x) - y).squared.sum().item
      let result = try minimizeSquares(over: model.parameters, method: method) { model(x) - y }
      #expect(result.value < 1e-6 * before, "\(result)")
      let after = 0.5 * (model(x) - y).squared.sum().item
      #expect(abs(after - result.value) <= 1e-5 * max(after, 1e-6))
    }
  }

  private struct Mishap: Error {}

  @Test func modelsKeepTheirValuesWhereTheLossThrows() throws {
    let (model, x, y) = fittedModel()
    let before = model.parameters.map { $0.wrappedValue.floats }
    var calls = 0
    #expect(throws: Mishap.self) {
      try minimize(over: model.parameters) {
        calls += 1
        if calls > 4 { throw Mishap() }
        return (model(x) - y).squared.mean()
      }
    }
    #expect(model.parameters.map { $0.wrappedValue.floats } == before)
  }

  @Test func mixedTypesAreOneVector() throws {
    let a = Parameter(wrappedValue: Tensor([3, 4] as [Float]))
    let b = Parameter(wrappedValue: Tensor([5.0] as [Double], shape: [1, 1]))
    for method in [Newton(), LBFGS()] as [any Minimizer] {
      a.wrappedValue = Tensor([3, 4] as [Float])
      try minimize(over: [a, b], method: method) {
        (a.wrappedValue.cast(to: .float64) - b.wrappedValue.reshaped(to: [1])).squared.sum()
          + (b.wrappedValue - 1).squared.sum()
      }
      expectClose(a.wrappedValue, Tensor([1, 1] as [Float]), 1e-4)
      expectClose(b.wrappedValue, Tensor([1.0] as [Double], shape: [1, 1]), 1e-4)
    }
  }

  // MARK: Limits

  @Test func largeMatricesAreRefusedInOneLine() throws {
    let many = Tensor.zeros([100_000])
    let limit = 8 << 30
    for method in [BFGS(memoryLimit: limit), Newton(memoryLimit: limit)] as [any Minimizer] {
      let error = try #require(throws: MinimizerError.self) {
        try minimize(from: many, method: method) { ($0 - 1).squared.sum() }
      }
      #expect(error.bytes == 80_000_000_000 && error.memoryLimit == limit)
      #expect(error.description.contains("100000 × 100000 needs 74.5 GiB"), "\(error)")
      #expect(!error.description.contains("\n") && error.description.contains("LBFGS"))
    }
    for method in [GaussNewton(memoryLimit: limit), LevenbergMarquardt(memoryLimit: limit)]
      as [any ResidualMinimizer]
    {
      let error = try #require(throws: MinimizerError.self) {
        try minimizeSquares(from: many, method: method) { $0 - 1 }
      }
      #expect(error.description.contains("74.5 GiB"))
    }
    #expect(BFGS().memoryLimit == minimizerMemoryLimit && minimizerMemoryLimit > 1 << 28)
    #expect(throws: MinimizerError.self) {
      try minimize(from: .zeros([40]), method: BFGS(memoryLimit: 12_799)) { $0.squared.sum() }
    }
    let enough = try minimize(from: .ones([40]), method: BFGS(memoryLimit: 12_800)) {
      $0.squared.sum()
    }
    #expect(enough.isConverged)
  }

  @Test func methodsWithoutMatricesTakeManyParameters() throws {
    for method in [LBFGS(), NonlinearConjugateGradient()] as [any Minimizer] {
      let result = try minimize(from: .zeros([100_000]), method: method) { x in
        (x - 3).squared.mean() * 1e4
      }
      #expect(result.isConverged && result.value < 1e-2, "\(result)")
    }
  }

  /// The Hessian of a model's loss by the parameters' substitution, against differences of its
  /// gradient.
  @Test func hessiansOfModelsMatchDifferences() throws {
    let weight = Parameter(wrappedValue: Tensor([0.3, -0.8, 0.5] as [Double]))
    func loss() -> Tensor { (tanh(weight.wrappedValue * 2) * weight.wrappedValue).sum() }
    let exact = hessian(at: weight.wrappedValue) { value in
      withValues([value], of: [weight], loss)
    }
    let step = 1e-5
    for column in 0..<3 {
      var values = weight.wrappedValue.doubles
      func slope(_ by: Double) -> [Double] {
        values[column] += by
        defer { values[column] -= by }
        return withValues([Tensor(values)], of: [weight]) {
          valueAndGradient(at: [weight], of: loss).gradients[0].doubles
        }
      }
      for (row, (above, below)) in zip(slope(step), slope(-step)).enumerated() {
        #expect(abs(exact[row, column].item - (above - below) / (2 * step)) < 1e-7)
      }
    }
    #expect(weight.wrappedValue.doubles == [0.3, -0.8, 0.5])
  }
}
