import ApusCore
import ApusTestSupport
import Testing

@testable import ApusNN

/// A hundred steps of every optimizer against Keras, PyTorch and the formulas.
@Suite struct GoldenOptimizerTests {
  static let cases = (try? GoldenOptimizer.all()) ?? []

  @Test func everyOptimizerIsThere() {
    #expect(Self.cases.count > 45)
    // LBFGS has cases of its own: it evaluates the function again.
    #expect(Set(Self.cases.map(\.kind) + ["LBFGS"]) == Set(Registry.optimizers.names))
  }

  @Test(arguments: cases, [DType.float32, .float64])
  func matchesItsSources(_ example: GoldenOptimizer, _ dtype: DType) throws {
    let optimizer = try example.optimizer()
    let problem = try Problem(example, dtype)
    for step in 1...100 {
      problem.update(optimizer)
      #expect(optimizer.step == step)
      guard let expected = example.steps.first(where: { $0.step == step }) else { continue }
      for (name, parameter) in zip(problem.names, problem.parameters) {
        let wanted = try #require(expected.parameters[name]).tensor.cast(to: dtype)
        // float32 rounds at every step.
        expectClose(
          parameter.wrappedValue, wanted, dtype == .float64 ? 1e-11 : 1e-5,
          "\(name) after \(step), \(example.source)")
      }
    }
  }

  @Test(arguments: cases) func continuesFromItsState(_ example: GoldenOptimizer) throws {
    let first = try example.optimizer()
    let whole = try Problem(example, .float32)
    for _ in 0..<5 { whole.update(first) }
    let state = first.state(of: whole.named)
    let second = try example.optimizer()
    let resumed = try Problem(example, .float32)
    for (ours, theirs) in zip(resumed.parameters, whole.parameters) {
      ours.wrappedValue = theirs.wrappedValue
    }
    try second.restore(state, of: resumed.named)
    for _ in 0..<5 {
      whole.update(first)
      resumed.update(second)
    }
    #expect(second.step == 10)
    for (ours, theirs) in zip(resumed.parameters, whole.parameters) {
      #expect(ours.wrappedValue.floats == theirs.wrappedValue.floats)
    }
  }
}

/// A case of `optimizers.json`.
struct GoldenOptimizer: Decodable, CustomTestStringConvertible, Sendable {
  struct Step: Decodable, Sendable {
    let step: Int
    let parameters: [String: GoldenTensor]
  }

  let name: String
  let kind: String
  let source: String
  let config: [String: ConfigurationValue]
  let parameters: [String: GoldenTensor]
  let steps: [Step]

  var testDescription: String { name }

  func optimizer() throws -> any Optimizer {
    try OptimizerConfiguration(name: kind, options: config).makeOptimizer()
  }

  static func all() throws -> [GoldenOptimizer] { try goldenCases("optimizers") }
}

/// 5 + Σ a w² + sin(b w) over two tensors, whose gradient is 2 a w + b cos(b w).
private struct Problem {
  let names = ["first", "second"]
  let parameters: [Parameter]
  private let factors: [(a: Tensor, b: Tensor)]

  var named: [(name: String, parameter: Parameter)] {
    Array(zip(names, parameters)).map { ($0, $1) }
  }

  init(_ example: GoldenOptimizer, _ dtype: DType) throws {
    let start = example.parameters
    parameters = try names.map { name in
      let value = try #require(start[name])
      return Parameter(wrappedValue: value.tensor.cast(to: dtype))
    }
    let a: [[Double]] = [[0.5, 1.5, 0.25, 1, 0.75, 0.1], [2, 0.3, 0.6, 1.2]]
    let b: [[Double]] = [[2, 1, 3, 0.5, 1.5, 1], [1, 2, 0.5, 3]]
    let shapes = parameters.map(\.wrappedValue.shape)
    factors = (0..<2).map { position in
      (
        Tensor(a[position], shape: shapes[position]).cast(to: dtype),
        Tensor(b[position], shape: shapes[position]).cast(to: dtype)
      )
    }
  }

  func gradients() -> [Tensor] {
    zip(parameters, factors).map { parameter, factor in
      let w = parameter.wrappedValue
      return 2 * factor.a * w + factor.b * cos(factor.b * w)
    }
  }

  func update(_ optimizer: any Optimizer) {
    let losses = zip(parameters, factors).map { parameter, factor in
      let w = parameter.wrappedValue
      return (factor.a * w * w + sin(factor.b * w)).sum().item
    }
    optimizer.update(parameters, gradients(), loss: Tensor(losses.reduce(5, +)))
  }
}
