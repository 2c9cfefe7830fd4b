import Testing

@testable import ApusCore

@Suite struct IndexingGoldenTests {
  private func check(_ kind: String, _ function: (GoldenCase, [Tensor]) -> [Tensor]) throws {
    for golden in try GoldenCase.read("primitives", kinds: [kind]) {
      golden.check { function(golden, $0) }
    }
  }

  @Test func gather() throws {
    try check("gather") { [$1[0].gathered(at: $1[1], axis: $0.integer("axis"))] }
    try check("gatherAlong") { [$1[0].gathered(alongAxis: $0.integer("axis"), at: $1[1])] }
  }

  @Test func scatterAdd() throws {
    try check("scatterAdd") { _, inputs in
      [inputs[0] + inputs[2].scatterAdded(into: inputs[0].shape[0], at: inputs[1])]
    }
  }

  @Test func oneHot() throws {
    try check("oneHot") { [$1[0].oneHot(depth: $0.integer("depth"), dtype: .float64)] }
  }
}
