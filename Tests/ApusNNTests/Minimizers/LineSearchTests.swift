import ApusCore
import Testing

@testable import ApusNN

@Suite struct LineSearchTests {
  /// The functions on which Moré and Thuente try their search, from φ(0) down; the first steps are
  /// those of the paper.
  static let functions: [(name: String, function: @Sendable (Tensor) -> Tensor)] = [
    ("rational", { a in -a / (a.squared + 2) }),
    ("power", { a in (a + 0.004).squared.squared * (a + 0.004) - 2 * (a + 0.004).squared.squared }),
    ("two squares", { a in 0.5 * sqrt(1 + 39 * (1 - a).squared) + sqrt(0.01 + a.squared) - a }),
    ("wave", { a in a.squared - 2 * sin(3 * a) - 0.5 * a }),
  ]

  private func ray(_ function: @escaping (Tensor) -> Tensor) throws -> Ray {
    let layout = ParameterVector([TensorType([1], .float64)], of: "test")
    let objective = Objective(layout) { function($0[0]).sum() }
    let start = try objective.valueAndGradient(at: [0])
    return Ray(
      objective, from: Iterate(point: [0], value: start.value, gradient: start.gradient),
      along: [1], slope: start.gradient[0])
  }

  @Test(arguments: 0..<functions.count) func strongWolfeStepsMeetBothConditions(_ which: Int) throws
  {
    let (name, function) = Self.functions[which]
    for first in [1e-3, 1e-1, 1, 10, 1e3] {
      for (decrease, curvature) in [(1e-4, 0.9), (1e-3, 0.4), (0.05, 0.1)] {
        let ray = try ray(function)
        try #require(ray.slope < 0)
        let search = StrongWolfe(sufficientDecrease: decrease, curvature: curvature)
        let found = try #require(
          try search.search(along: ray, first: first), "\(name), first \(first)")
        #expect(found.value <= ray.value + decrease * found.step * ray.slope)
        #expect(abs(try #require(found.slope)) <= -curvature * ray.slope, "\(name), first \(first)")
      }
    }
  }

  @Test(arguments: 0..<functions.count) func backtrackingStepsMeetArmijosCondition(_ which: Int)
    throws
  {
    for first in [1e-1, 1, 10, 1e3] {
      let ray = try ray(Self.functions[which].function)
      let found = try #require(try Backtracking().search(along: ray, first: first))
      #expect(found.value <= ray.value + 1e-4 * found.step * ray.slope && found.step <= first)
    }
  }

  @Test func trialsThatAreNotFiniteArePassedBy() throws {
    for first in [0.1, 1, 10, 1e6] {
      // No values from 2 on, a minimum at 1.5.
      let ray = try ray { a in -log(2 - a) - 2 * a }
      for search in [StrongWolfe(), Backtracking()] as [any LineSearch] {
        let found = try #require(try search.search(along: ray, first: first))
        #expect(found.step < 2 && found.value < ray.value)
      }
    }
  }

  @Test func searchesEnd() throws {
    // NaN everywhere but at 0; a slope that lies.
    for function in [{ a in sqrt(-a) - a }, { a in 0 * a + a.squared }] as [(Tensor) -> Tensor] {
      let layout = ParameterVector([TensorType([1], .float64)], of: "test")
      let objective = Objective(layout) { function($0[0]).sum() }
      for search in [StrongWolfe(), Backtracking(), LBFGS.lineSearch] as [any LineSearch] {
        let ray = Ray(
          objective, from: Iterate(point: [0], value: 0, gradient: [-1]), along: [1], slope: -1)
        #expect(try search.search(along: ray, first: 1) == nil)
      }
      #expect(objective.evaluations.function <= 200)
    }
  }
}
