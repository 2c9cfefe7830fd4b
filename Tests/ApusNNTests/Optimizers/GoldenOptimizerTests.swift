import ApusCore
import Testing

@testable import ApusNN

/// Twenty steps of every optimizer against the formulas and Keras.
@Suite struct GoldenOptimizerTests {
  static let cases = (try? GoldenFile.cases("optimizers")) ?? []

  @Test func theFixturesAreThere() { #expect(Self.cases.count > 20) }

  @Test(arguments: cases, [DType.float32, .float64])
  func matchesKeras(_ example: GoldenCase, _ dtype: DType) throws {
    let optimizer = try goldenOptimizer(example.kind, example.config ?? [:])
    let problem = try Problem(example, dtype)
    for step in 1...20 {
      let gradients = problem.gradients()
      optimizer.update(problem.parameters, gradients)
      #expect(optimizer.step == step)
      guard let expected = example.steps?.first(where: { $0.step == step }) else { continue }
      for (name, parameter) in zip(problem.names, problem.parameters) {
        let exact = try #require(expected.exact[name]).tensor
        let keras = try #require(expected.parameters[name]).tensor
        // The exact gradients are those of the float64 path; float32 rounds at every step.
        expectClose(
          parameter.wrappedValue, exact, dtype == .float64 ? 1e-12 : 1e-6,
          "\(name) after \(step)")
        expectClose(parameter.wrappedValue, keras, 2e-5, "\(name) after \(step), Keras")
      }
    }
  }

  @Test(arguments: cases) func continuesFromItsState(_ example: GoldenCase) throws {
    let first = try goldenOptimizer(example.kind, example.config ?? [:])
    let whole = try Problem(example, .float32)
    for _ in 0..<5 { first.update(whole.parameters, whole.gradients()) }
    let state = first.state(of: whole.named)
    let second = try goldenOptimizer(example.kind, example.config ?? [:])
    let resumed = try Problem(example, .float32)
    for (ours, theirs) in zip(resumed.parameters, whole.parameters) {
      ours.wrappedValue = theirs.wrappedValue
    }
    try second.restore(state, of: resumed.named)
    for _ in 0..<5 {
      first.update(whole.parameters, whole.gradients())
      second.update(resumed.parameters, resumed.gradients())
    }
    #expect(second.step == 10)
    for (ours, theirs) in zip(resumed.parameters, whole.parameters) {
      #expect(ours.wrappedValue.floats == theirs.wrappedValue.floats)
    }
  }
}

/// Σ a w² + sin(b w) over two tensors, whose gradient is 2 a w + b cos(b w).
private struct Problem {
  let names = ["first", "second"]
  let parameters: [Parameter]
  private let factors: [(a: Tensor, b: Tensor)]

  var named: [(name: String, parameter: Parameter)] {
    Array(zip(names, parameters)).map { ($0, $1) }
  }

  init(_ example: GoldenCase, _ dtype: DType) throws {
    let start = try #require(example.parameters)
    parameters = try names.map { name in
      let value = try #require(start[name])
      return Parameter(wrappedValue: value.tensor.cast(to: dtype))
    }
    // Keras computed with factors rounded to float32.
    let a: [[Float]] = [[0.5, 1.5, 0.25, 1, 0.75, 0.1], [2, 0.3, 0.6, 1.2]]
    let b: [[Float]] = [[2, 1, 3, 0.5, 1.5, 1], [1, 2, 0.5, 3]]
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
}
