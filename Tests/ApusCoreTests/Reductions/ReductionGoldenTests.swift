import Testing

@testable import ApusCore

@Suite struct ReductionGoldenTests {
  private func check(
    _ kind: String, _ function: @escaping (Tensor, [Int], Bool) -> Tensor
  ) throws {
    for golden in try GoldenCase.read("primitives", kinds: [kind]) {
      golden.check {
        let axes = golden.config["axes"] == nil ? Array(0..<$0[0].rank) : golden.integers("axes")
        return [function($0[0], axes, golden.flag("keepDims"))]
      }
    }
  }

  @Test func extremes() throws {
    try check("max") { $0.max(axes: $1, keepDimensions: $2) }
    try check("min") { $0.min(axes: $1, keepDimensions: $2) }
    for golden in try GoldenCase.read("primitives", kinds: ["argmax"]) {
      golden.check {
        [$0[0].argmax(axis: golden.integer("axis"), keepDimensions: golden.flag("keepDims"))]
      }
    }
    for golden in try GoldenCase.read("primitives", kinds: ["argmin"]) {
      golden.check {
        [$0[0].argmin(axis: golden.integer("axis"), keepDimensions: golden.flag("keepDims"))]
      }
    }
  }

  @Test func products() throws {
    try check("product") { $0.product(axes: $1, keepDimensions: $2) }
  }

  @Test func moments() throws {
    try check("variance") { $0.variance(axes: $1, keepDimensions: $2) }
    try check("logSumExp") { $0.logSumExp(axes: $1, keepDimensions: $2) }
  }

  @Test func logic() throws {
    try check("any") { $0.any(axes: $1, keepDimensions: $2) }
    try check("all") { $0.all(axes: $1, keepDimensions: $2) }
  }

  @Test func runningSums() throws {
    for golden in try GoldenCase.read("primitives", kinds: ["cumsum"]) {
      golden.check { [$0[0].cumulativeSum(axis: golden.integer("axis"))] }
    }
  }
}
