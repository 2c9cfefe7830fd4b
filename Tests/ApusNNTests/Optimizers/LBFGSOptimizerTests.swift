import ApusCore
import ApusTestSupport
import Testing

@testable import ApusNN

/// Limited-memory BFGS as an optimizer, beside PyTorch's in `lbfgs.json`.
@Suite struct LBFGSOptimizerTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    struct Step: Decodable, Sendable {
      let loss: Double
      let evaluations: Int
      let x: [Double]
    }
    let name: String
    let function: String
    let start: [Double]
    let learningRate: Double
    let iterations: Int
    let memory: Int
    let lineSearch: Bool
    let steps: [Step]
    var testDescription: String { name }
  }

  static let cases: [Case] = (try? goldenCases("lbfgs")) ?? []

  /// A function of a vector, and how often it was evaluated.
  private final class Problem {
    let x: Parameter
    let function: (Tensor) -> Tensor
    private(set) var evaluations = 0

    init(_ start: [Double], _ dtype: DType = .float64, of function: @escaping (Tensor) -> Tensor) {
      x = Parameter(wrappedValue: Tensor(start).cast(to: dtype))
      self.function = function
    }

    func loss() -> Tensor {
      evaluations += 1
      return function(x.wrappedValue)
    }

    /// An update, as training makes it; the loss before it.
    func update(_ optimizer: LBFGSOptimizer) throws -> Double {
      let (value, gradients) = valueAndGradient(at: [x]) { loss() }
      try optimizer.update([x], gradients, loss: value, reevaluating: loss)
      return value.item
    }
  }

  private static func quadratic(_ x: Tensor) -> Tensor {
    let matrix = Tensor([3, 1, 0.5, 1, 2, 0.25, 0.5, 0.25, 1.5] as [Double], shape: [3, 3])
      .cast(to: x.dtype)
    let target = Tensor([1, -2, 0.5] as [Double]).cast(to: x.dtype)
    let product = matmul(matrix, x.reshaped(to: [3, 1])).reshaped(to: [3])
    return 0.5 * (x * product).sum() - (target * x).sum()
  }

  private static func rosenbrock(_ x: Tensor) -> Tensor {
    let count = x.shape[0]
    let head = x.sliced(axis: 0, from: 0, to: count - 1)
    let tail = x.sliced(axis: 0, from: 1, to: count)
    let (bend, rest) = (tail - head * head, 1 - head)
    return (100 * bend * bend + rest * rest).sum()
  }

  private func problem(_ example: Case) -> Problem {
    Problem(example.start) {
      example.function == "quadratic" ? Self.quadratic($0) : Self.rosenbrock($0)
    }
  }

  private func optimizer(_ example: Case) -> LBFGSOptimizer {
    LBFGSOptimizer(
      learningRate: example.learningRate, memory: example.memory, iterations: example.iterations,
      lineSearch: example.lineSearch)
  }

  @Test func theFileIsThere() { #expect(Self.cases.count == 5) }

  @Test(arguments: cases.filter { !$0.lineSearch }) func stepsAreTorchs(_ example: Case) throws {
    let (problem, optimizer) = (problem(example), optimizer(example))
    for (number, wanted) in example.steps.enumerated() {
      let loss = try problem.update(optimizer)
      #expect(abs(loss - wanted.loss) < 1e-9 * max(1, abs(wanted.loss)), "\(number)")
      #expect(problem.evaluations == wanted.evaluations && optimizer.step == number + 1)
      expectClose(problem.x.wrappedValue, Tensor(wanted.x), 1e-9, "after \(number)")
    }
  }

  /// The searches are not the same: ours comes as low with hardly more evaluations.
  @Test(arguments: cases.filter(\.lineSearch)) func searchesGoAsLow(_ example: Case) throws {
    let (problem, optimizer) = (problem(example), optimizer(example))
    for _ in example.steps { _ = try problem.update(optimizer) }
    let wanted = try #require(example.steps.last)
    let ours = problem.function(problem.x.wrappedValue).item
    let theirs = problem.function(Tensor(wanted.x)).item
    #expect(ours <= theirs + 1e-8, "\(ours) \(theirs)")
    #expect(Double(problem.evaluations) <= 1.25 * Double(wanted.evaluations) + 5)
  }

  @Test(arguments: [true, false]) func continuesFromItsState(_ lineSearch: Bool) throws {
    func make() -> (Problem, LBFGSOptimizer) {
      (
        Problem([-1.2, 1, 0.5, 2], .float32, of: Self.rosenbrock),
        LBFGSOptimizer(
          learningRate: lineSearch ? 1 : 0.1, memory: 3, iterations: 2, lineSearch: lineSearch)
      )
    }
    let (whole, first) = make()
    for _ in 0..<4 { _ = try whole.update(first) }
    let state = first.state(of: [("w", whole.x)])
    #expect(
      Set(state.tensors.keys) == ["w.steps", "w.changes", "w.last_step", "w.last_gradient"])
    #expect(state.tensors["w.steps"]?.shape == [3, 4] && state.step == 4)
    let (resumed, second) = make()
    resumed.x.wrappedValue = whole.x.wrappedValue
    let other = Parameter(wrappedValue: .zeros([2]))
    try second.restore(state, of: [("frozen", other), ("w", resumed.x)])
    for _ in 0..<4 {
      let losses = (try whole.update(first), try resumed.update(second))
      #expect(losses.0.bitPattern == losses.1.bitPattern)
      #expect(whole.x.wrappedValue.floats == resumed.x.wrappedValue.floats)
    }
  }

  @Test func aStateThatDoesNotFitIsAnError() throws {
    let (problem, optimizer) = (
      Problem([-1.2, 1], of: Self.rosenbrock), LBFGSOptimizer(memory: 4)
    )
    _ = try problem.update(optimizer)
    let state = optimizer.state(of: [("w", problem.x)])
    let named = [(name: "w", parameter: problem.x)]
    var torn = state
    torn.tensors["w.changes"] = nil
    var strange = state
    strange.tensors["v.steps"] = .zeros([1, 2])
    var wrong = state
    wrong.tensors["w.last_step"] = .zeros([3], dtype: .float64)
    for bad in [torn, strange, wrong] {
      #expect(throws: OptimizerStateError.self) { try optimizer.restore(bad, of: named) }
    }
    #expect(throws: OptimizerStateError.self) {
      try LBFGSOptimizer(memory: 1).restore(state, of: named)
    }
    // Nothing was changed by that.
    #expect(
      optimizer.state(of: named).tensors.mapValues(\.doubles) == state.tensors.mapValues(\.doubles))
    try LBFGSOptimizer().restore(OptimizerState(step: 0, tensors: [:]), of: named)
  }

  @Test func otherParametersAreAnotherFunction() throws {
    let problem = Problem([-1.2, 1], of: Self.rosenbrock)
    let other = Problem([2, 1, -1], of: Self.quadratic)
    let optimizer = LBFGSOptimizer()
    _ = try problem.update(optimizer)
    _ = try other.update(optimizer)
    let alone = Problem([2, 1, -1], of: Self.quadratic)
    _ = try alone.update(LBFGSOptimizer())
    #expect(other.x.wrappedValue.doubles == alone.x.wrappedValue.doubles)
  }

  @Test func whatIsNotFiniteMovesNothing() throws {
    let problem = Problem([0, 1]) { x in (x.sum() / 0).sum() }
    _ = try problem.update(LBFGSOptimizer())
    #expect(problem.x.wrappedValue.doubles == [0, 1])
    // A minimum is left as it is, and errors on the way leave the parameters.
    let still = Problem([1, 1], of: Self.rosenbrock)
    _ = try still.update(LBFGSOptimizer())
    #expect(still.x.wrappedValue.doubles == [1, 1] && still.evaluations == 1)
    struct Stop: Error {}
    let stopped = Problem([-1.2, 1], of: Self.rosenbrock)
    let (value, gradients) = valueAndGradient(at: [stopped.x]) { stopped.loss() }
    #expect(throws: Stop.self) {
      try LBFGSOptimizer().update([stopped.x], gradients, loss: value) { throw Stop() }
    }
    #expect(stopped.x.wrappedValue.doubles == [-1.2, 1])
  }

  @Test func aScheduleSetsTheRate() throws {
    let problem = Problem([2, 1, -1], of: Self.quadratic)
    let optimizer = LBFGSOptimizer(
      learningRate: ExponentialDecay(initialRate: 0.5, decaySteps: 1, decayRate: 0.5),
      iterations: 1, lineSearch: false)
    for _ in 0..<3 { _ = try problem.update(optimizer) }
    #expect(abs(optimizer.learningRate - 0.125) < 1e-12)
  }

  @Test func misuseTraps() async {
    await #expect(processExitsWith: .failure) {
      LBFGSOptimizer().update([Parameter(wrappedValue: .zeros([3]))], [.zeros([3])])
    }
    await #expect(processExitsWith: .failure) { _ = LBFGSOptimizer(memory: 0) }
  }
}
