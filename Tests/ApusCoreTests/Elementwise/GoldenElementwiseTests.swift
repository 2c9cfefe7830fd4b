import ApusTestSupport
import Foundation
import Testing

@testable import ApusCore

/// The numbers of Tests/Golden/primitives.json for this family.
@Suite struct GoldenElementwiseTests {
  struct Case: Decodable {
    struct Config: Decodable {
      let lower: Double?
      let upper: Double?
      let axes: [Int]?
      let keepDims: Bool?
    }
    let name: String
    let kind: String
    let config: Config
    let inputs: [GoldenTensor]
    let outputs: [GoldenTensor]
    let outputGradients: [GoldenTensor?]?
    let inputGradients: [GoldenTensor?]?
  }

  static let cases: [Case] = (try? goldenCases("primitives")) ?? []

  static let unary: [String: @Sendable (Tensor) -> Tensor] = [
    "negate": { -$0 }, "abs": { abs($0) }, "sign": { sign($0) }, "square": { square($0) },
    "exp": { exp($0) }, "expm1": { expm1($0) }, "log": { log($0) }, "log1p": { log1p($0) },
    "sqrt": { sqrt($0) }, "rsqrt": { rsqrt($0) }, "reciprocal": { reciprocal($0) },
    "sin": { sin($0) }, "cos": { cos($0) }, "tan": { tan($0) }, "asin": { asin($0) },
    "acos": { acos($0) }, "atan": { atan($0) }, "sinh": { sinh($0) }, "cosh": { cosh($0) },
    "tanh": { tanh($0) }, "sigmoid": { sigmoid($0) }, "softplus": { softplus($0) },
    "erf": { erf($0) }, "relu": { relu($0) }, "floor": { floor($0) }, "ceil": { ceil($0) },
    "round": { round($0) }, "logicalNot": { .!$0 },
  ]

  static let binary: [String: @Sendable (Tensor, Tensor) -> Tensor] = [
    "add": { $0 + $1 }, "subtract": { $0 - $1 }, "multiply": { $0 * $1 }, "divide": { $0 / $1 },
    "power": { pow($0, $1) }, "maximum": { maximum($0, $1) }, "minimum": { minimum($0, $1) },
    "atan2": { atan2($0, $1) }, "floorMod": { $0 % $1 }, "floorDivide": { floorDivide($0, $1) },
    "equal": { $0 .== $1 }, "notEqual": { $0 .!= $1 }, "less": { $0 .< $1 },
    "lessEqual": { $0 .<= $1 }, "greater": { $0 .> $1 }, "greaterEqual": { $0 .>= $1 },
    "logicalAnd": { $0 .& $1 }, "logicalOr": { $0 .| $1 }, "logicalXor": { $0 .^ $1 },
  ]

  static func function(_ c: Case) -> (([Tensor]) -> Tensor)? {
    if let f = unary[c.kind] { return { f($0[0]) } }
    if let f = binary[c.kind] { return { f($0[0], $0[1]) } }
    let axes = c.config.axes
    let keep = c.config.keepDims ?? false
    switch c.kind {
    case "where": return { select($0[0], $0[1], $0[2]) }
    case "clamp":
      return { $0[0].clamped(from: c.config.lower ?? 0, to: c.config.upper ?? 0) }
    case "sum": return { $0[0].sum(axes: axes ?? Array(0..<$0[0].rank), keepDimensions: keep) }
    case "mean": return { $0[0].mean(axes: axes ?? Array(0..<$0[0].rank), keepDimensions: keep) }
    default: return nil
    }
  }

  static func expectClose(_ value: Tensor, _ golden: GoldenTensor, _ name: String) {
    #expect(value.shape == Shape(golden.shape), "\(name)")
    #expect(value.elementCount == golden.data.count, "\(name)")
    let scale = golden.data.map { Swift.abs($0) }.max() ?? 0
    for (a, b) in zip(value.doubles, golden.data) {
      let bound =
        name.hasSuffix("extremes")
        ? 1e-12 * Swift.abs(b) + 1e-300 : 1e-12 * Swift.max(1e-3, scale)
      #expect(a == b || Swift.abs(a - b) <= bound, "\(name): \(a), not \(b)")
    }
  }

  @Test func valuesAndGradients() {
    var count = 0
    for c in Self.cases {
      guard let function = Self.function(c) else { continue }
      count += 1
      let inputs = c.inputs.map(\.tensor)
      Self.expectClose(function(inputs), c.outputs[0], c.name)
      guard let cotangent = c.outputGradients?[0], let expected = c.inputGradients else { continue }
      let places = inputs.indices.filter { inputs[$0].dtype.isFloatingPoint }
      let slopes = gradient(at: places.map { inputs[$0] }) { points in
        var all = inputs
        for (place, point) in zip(places, points) { all[place] = point }
        return (function(all) * cotangent.tensor).sum()
      }
      for (place, slope) in zip(places, slopes) {
        if let golden = expected[place], !c.name.hasSuffix("extremes") {
          Self.expectClose(slope, golden, "\(c.name), gradient \(place)")
        }
      }
    }
    #expect(count > 130, "\(count) cases")
  }
}
