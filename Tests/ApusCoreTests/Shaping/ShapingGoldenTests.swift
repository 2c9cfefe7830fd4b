import Testing

@testable import ApusCore

@Suite struct ShapingGoldenTests {
  private func check(_ kind: String, _ function: (GoldenCase, [Tensor]) -> [Tensor]) throws {
    for golden in try GoldenCase.read("primitives", kinds: [kind]) {
      golden.check { function(golden, $0) }
    }
  }

  @Test func reshape() throws {
    try check("reshape") { [$1[0].reshaped(to: $0.integers("shape"))] }
  }

  @Test func transpose() throws {
    try check("transpose") { [$1[0].transposed(axes: $0.integers("permutation"))] }
  }

  @Test func slice() throws {
    try check("slice") { golden, inputs in
      var geometry = SliceGeometry(whole: inputs[0].shape)
      let starts = golden.integers("starts"), counts = golden.integers("counts")
      for (axis, step) in golden.integers("steps").enumerated() {
        geometry[axis] = AxisSlice(start: starts[axis], count: counts[axis], step: step)
      }
      return [inputs[0].sliced(geometry)]
    }
  }

  @Test func joinAndSplit() throws {
    try check("concatenate") { [Tensor.concatenated($1, axis: $0.integer("axis"))] }
    try check("stack") { [Tensor.stacked($1, axis: $0.integer("axis"))] }
    try check("split") { $1[0].split(sizes: $0.integers("sizes"), axis: $0.integer("axis")) }
  }

  @Test func pad() throws {
    try check("pad") { golden, inputs in
      let widths = golden.config["widths"] as? [[Int]] ?? []
      let mode: PaddingMode =
        switch golden.text("mode") {
        case "reflect": .reflect
        case "edge": .edge
        default: .constant(golden.number("value"))
        }
      return [inputs[0].padded(widths.map { (before: $0[0], after: $0[1]) }, mode: mode)]
    }
  }

  @Test func tileFlipRoll() throws {
    try check("tile") { [$1[0].tiled(by: $0.integers("repeats"))] }
    try check("flip") { [$1[0].flipped(axes: $0.integers("axes"))] }
    try check("roll") { golden, inputs in
      var x = inputs[0]
      for (shift, axis) in zip(golden.integers("shifts"), golden.integers("axes")) {
        x = x.rolled(by: shift, axis: axis)
      }
      return [x]
    }
  }
}
