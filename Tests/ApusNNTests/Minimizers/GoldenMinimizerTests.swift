import ApusCore
import ApusTestSupport
import Foundation
import Testing

@testable import ApusNN

/// Iterations, evaluations and final values beside SciPy's, in `minimizers.json`.
///
/// With `APUS_TABLE=1` the comparison is printed, a row of a Markdown table each.
@Suite struct GoldenMinimizerTests {
  struct Row: Decodable, Sendable {
    let value: Double
    let iterations: Int
    let functionEvaluations: Int
    let gradientEvaluations: Int
    let success: Bool
  }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let kind: String
    let start: GoldenTensor
    let results: [String: Row]
    let inputs: [GoldenTensor]?
    let outputs: [GoldenTensor]?
    let parameters: [String: GoldenTensor]?
    let certified: Double?

    var testDescription: String { name }
    var isSquares: Bool { kind.hasSuffix(" squares") }
  }

  static let cases: [Case] = (try? goldenCases("minimizers")) ?? []
  static var scalar: [Case] { cases.filter { !$0.isSquares && $0.kind != "linear" } }
  static var squares: [Case] { cases.filter(\.isSquares) }
  static var linear: [Case] { cases.filter { $0.kind == "linear" } }

  /// The methods that have a twin in SciPy.
  static let methods: [(name: String, twin: String, method: any Minimizer)] = [
    ("BFGS", "BFGS", BFGS()), ("LBFGS", "L-BFGS-B", LBFGS()),
    ("NonlinearConjugateGradient", "CG", NonlinearConjugateGradient()),
    ("Newton", "Newton-CG", Newton()), ("Newton", "trust-exact", Newton()),
  ]

  @Test func theFileIsThere() { #expect(Self.scalar.count >= 10 && Self.squares.count >= 10) }

  /// No higher value than SciPy's; the quasi-Newton methods take no more iterations than SciPy's
  /// and a tenth.
  @Test(arguments: scalar) func descends(_ example: Case) throws {
    for (name, twin, method) in Self.methods {
      guard let theirs = example.results[twin] else { continue }
      let ours = try run(example, method)
      print(ours: ours, name, example, twin, theirs)
      #expect(ours.isConverged, "\(name): \(ours)")
      #expect(ours.value <= theirs.value + 1e-8 * max(1, theirs.value), "\(name): \(ours)")
      #expect(ours.history.count == ours.iterations + 1 && ours.history.last == ours.value)
      #expect(ours.functionEvaluations >= ours.iterations)
      if twin == "BFGS" || twin == "L-BFGS-B" {
        #expect(
          ours.iterations <= allowed(theirs.iterations)
            && ours.functionEvaluations <= allowed(theirs.functionEvaluations),
          "\(name): \(ours), \(twin) \(theirs.iterations), \(theirs.functionEvaluations)")
      }
    }
  }

  /// The other methods differ from SciPy's in how they begin anew and in what they do where the
  /// Hessian is not positive definite, so they may need more in one case and less in another, but
  /// no more than a tenth over all.
  @Test func allTakeNoMoreIterationsInTotal() throws {
    for (name, twin, method) in Self.methods {
      var total = (ours: 0, theirs: 0)
      for example in Self.scalar {
        guard let theirs = example.results[twin] else { continue }
        total.ours += try run(example, method).iterations
        total.theirs += theirs.iterations
      }
      #expect(total.ours <= allowed(total.theirs), "\(name) \(total.ours), \(twin) \(total.theirs)")
    }
  }

  /// Methods whose twin SciPy lacks: they must arrive.
  @Test(arguments: scalar) func othersArrive(_ example: Case) throws {
    guard let theirs = example.results["BFGS"] else { return }
    for method in [
      NonlinearConjugateGradient(.fletcherReeves, maximumIterations: 5000),
      BFGS(lineSearch: Backtracking()), Newton(lineSearch: StrongWolfe()),
    ] as [any Minimizer] {
      let ours = try run(example, method)
      #expect(ours.isConverged, "\(method): \(ours)")
      #expect(ours.value <= theirs.value + 1e-6 * max(1, theirs.value), "\(method): \(ours)")
    }
  }

  @Test(arguments: squares) func fits(_ example: Case) throws {
    guard let theirs = example.results["lm"] else { return }
    let ours = try run(example, LevenbergMarquardt())
    print(ours: ours, "LevenbergMarquardt", example, "lm", theirs)
    #expect(ours.isConverged, "\(ours)")
    #expect(ours.value <= theirs.value + 1e-10 * max(1e-6, theirs.value), "\(ours)")
    #expect(ours.iterations <= allowed(theirs.iterations), "\(ours), SciPy \(theirs.iterations)")
    #expect(
      ours.functionEvaluations <= allowed(theirs.functionEvaluations),
      "\(ours), SciPy \(theirs.functionEvaluations)")
    if let certified = example.certified {
      #expect(abs(ours.value - certified) <= 1e-9 * certified)
    }
  }

  /// Gauss-Newton from the same starts; SciPy has no such method, lm's value is the measure.
  @Test(arguments: squares) func gaussNewtonFits(_ example: Case) throws {
    guard let theirs = example.results["lm"] else { return }
    let ours = try run(example, GaussNewton())
    print(ours: ours, "GaussNewton", example, "lm", theirs)
    #expect(ours.isConverged, "\(ours)")
    #expect(ours.value <= theirs.value + 1e-6 * max(1e-6, theirs.value), "\(ours)")
  }

  @Test(arguments: linear) func solves(_ example: Case) throws {
    let inputs = try #require(example.inputs)
    let exact = try #require(example.outputs)[0].tensor
    let (a, b) = (inputs[0].tensor, inputs[1].tensor)
    let diagonal = (0..<b.elementCount).map { a[$0, $0].item }
    for (name, theirs) in example.results {
      let found = LinearConjugateGradient(relativeTolerance: 1e-8).solve(
        b, preconditioner: { name == "jacobi" ? $0 / Tensor(diagonal) : $0 }
      ) { v in matmul(a, v.reshaped(to: [-1, 1])).reshaped(to: v.shape) }
      #expect(found.stop == .residualTolerance)
      #expect(found.iterations <= allowed(theirs.iterations), "\(name): \(found.iterations)")
      expectClose(found.x, exact, 1e-7, name)
    }
  }

  // MARK: What the cases mean

  /// A tenth more than SciPy needs; rounding alone may make a difference of one.
  private func allowed(_ count: Int) -> Int { count + max(1, count / 10) }

  private func run(_ example: Case, _ method: any Minimizer) throws -> MinimizerResult {
    if example.kind == "network" {
      let (model, residuals) = try network(example)
      return try minimize(over: model.parameters, method: method) { residuals().squared.mean() }
    }
    return try minimize(from: example.start.tensor, method: method) { x in
      residuals(of: example, at: x).squared.sum()
    }
  }

  private func run(_ example: Case, _ method: any ResidualMinimizer) throws -> MinimizerResult {
    if example.kind == "network squares" {
      let (model, residuals) = try network(example)
      return try minimizeSquares(over: model.parameters, method: method, residuals)
    }
    return try minimizeSquares(from: example.start.tensor, method: method) { x in
      residuals(of: example, at: x)
    }
  }

  private func residuals(of example: Case, at x: Tensor) -> Tensor {
    let data = (example.inputs ?? []).map(\.tensor)
    let kind = example.isSquares ? String(example.kind.dropLast(" squares".count)) : example.kind
    switch kind {
    case "rosenbrock":
      let count = x.elementCount
      let (head, tail) = (
        x.sliced(axis: 0, from: 0, to: count - 1), x.sliced(axis: 0, from: 1, to: count)
      )
      return Tensor.concatenated([10 * (tail - head.squared), 1 - head])
    case "beale":
      let (a, b) = (x[0], x[1])
      return Tensor.stacked([
        1.5 - a + a * b, 2.25 - a + a * b.squared, 2.625 - a + a * b.squared * b,
      ])
    case "himmelblau":
      let (a, b) = (x[0], x[1])
      return Tensor.stacked([a.squared + b - 11, a + b.squared - 7])
    case "booth":
      let (a, b) = (x[0], x[1])
      return Tensor.stacked([a + 2 * b - 7, 2 * a + b - 5])
    case "misra1a": return x[0] * (1 - exp(-x[1] * data[0])) - data[1]
    case "decay": return x[0] * exp(-x[1] * data[0]) + x[2] - data[1]
    default: fatalError("a case of kind \(kind)")
    }
  }

  private func network(_ example: Case) throws -> (Sequential, () -> Tensor) {
    let inputs = try #require(example.inputs).map(\.tensor)
    let values = try #require(example.parameters)
    let hidden = try #require(values["0.bias"]).shape[0]
    let model = Sequential {
      Dense(hidden, activation: .tanh)
      Dense(1)
    }
    _ = model.build(Shape([inputs[0].shape[1]]), dtype: .float64)
    let names = ["0.weight", "0.bias", "1.weight", "1.bias"]
    for (parameter, name) in zip(model.parameters, names) {
      parameter.wrappedValue = try #require(values[name]).tensor
    }
    return (model, { model(inputs[0]) - inputs[1] })
  }

  private func print(
    ours: MinimizerResult, _ name: String, _ example: Case, _ twin: String, _ theirs: Row
  ) {
    guard ProcessInfo.processInfo.environment["APUS_TABLE"] == "1" else { return }
    func text(_ value: Double) -> String { String(format: "%.3g", value) }
    Swift.print(
      "| \(example.name) | \(name) | \(ours.iterations) | \(ours.functionEvaluations) "
        + "| \(text(ours.value)) | \(twin) | \(theirs.iterations) | \(theirs.functionEvaluations) "
        + "| \(text(theirs.value)) |")
  }
}
