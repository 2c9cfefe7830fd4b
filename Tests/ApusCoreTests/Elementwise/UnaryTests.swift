import Foundation
import Testing

@testable import ApusCore

@Suite struct UnaryTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let points: [Double]
    let function: @Sendable (Tensor) -> Tensor
    let reference: @Sendable (Double) -> Double
    var testDescription: String { name }

    init(
      _ name: String, _ points: [Double], _ function: @escaping @Sendable (Tensor) -> Tensor,
      _ reference: @escaping @Sendable (Double) -> Double
    ) {
      self.name = name
      self.points = points
      self.function = function
      self.reference = reference
    }
  }

  static let everywhere: [Double] = [-2.75, -1.3, -0.4, -0.05, 0.1, 0.7, 1.25, 2.6]
  static let positive: [Double] = [0.05, 0.3, 0.9, 1.2, 2.5, 7.5]
  static let inside: [Double] = [-0.9, -0.5, -0.1, 0.2, 0.6, 0.85]
  static let aboveOne: [Double] = [1.1, 1.5, 2.25, 6]

  static let cases: [Case] = [
    Case("negate", everywhere, { -$0 }, { -$0 }),
    Case("abs", everywhere, { abs($0) }, { Swift.abs($0) }),
    Case("sign", everywhere, { sign($0) }, { $0 < 0 ? -1 : 1 }),
    Case("square", everywhere, { square($0) }, { $0 * $0 }),
    Case("relu", everywhere, { relu($0) }, { Swift.max($0, 0) }),
    Case("exp", everywhere, { exp($0) }, { Foundation.exp($0) }),
    Case("expm1", everywhere, { expm1($0) }, { Foundation.expm1($0) }),
    Case("exp2", everywhere, { exp2($0) }, { Foundation.exp2($0) }),
    Case("log", positive, { log($0) }, { Foundation.log($0) }),
    Case("log1p", positive, { log1p($0) }, { Foundation.log1p($0) }),
    Case("log1p below 0", inside, { log1p($0) }, { Foundation.log1p($0) }),
    Case("log2", positive, { log2($0) }, { Foundation.log2($0) }),
    Case("log10", positive, { log10($0) }, { Foundation.log10($0) }),
    Case("sqrt", positive, { sqrt($0) }, { Foundation.sqrt($0) }),
    Case("rsqrt", positive, { rsqrt($0) }, { 1 / Foundation.sqrt($0) }),
    Case("reciprocal", positive, { reciprocal($0) }, { 1 / $0 }),
    Case("sin", everywhere, { sin($0) }, { Foundation.sin($0) }),
    Case("cos", everywhere, { cos($0) }, { Foundation.cos($0) }),
    Case("tan", inside, { tan($0) }, { Foundation.tan($0) }),
    Case("asin", inside, { asin($0) }, { Foundation.asin($0) }),
    Case("acos", inside, { acos($0) }, { Foundation.acos($0) }),
    Case("atan", everywhere, { atan($0) }, { Foundation.atan($0) }),
    Case("sinh", everywhere, { sinh($0) }, { Foundation.sinh($0) }),
    Case("cosh", everywhere, { cosh($0) }, { Foundation.cosh($0) }),
    Case("tanh", everywhere, { tanh($0) }, { Foundation.tanh($0) }),
    Case("asinh", everywhere, { asinh($0) }, { Foundation.asinh($0) }),
    Case("acosh", aboveOne, { acosh($0) }, { Foundation.acosh($0) }),
    Case("atanh", inside, { atanh($0) }, { Foundation.atanh($0) }),
    Case("sigmoid", everywhere, { sigmoid($0) }, { 1 / (1 + Foundation.exp(-$0)) }),
    Case("softplus", everywhere, { softplus($0) }, { Foundation.log1p(Foundation.exp($0)) }),
    Case("erf", everywhere, { erf($0) }, { Foundation.erf($0) }),
    Case("erfc", everywhere, { erfc($0) }, { Foundation.erfc($0) }),
    Case("floor", everywhere, { floor($0) }, { $0.rounded(.down) }),
    Case("ceil", everywhere, { ceil($0) }, { $0.rounded(.up) }),
    Case("round", everywhere, { round($0) }, { $0.rounded(.toNearestOrEven) }),
    Case("trunc", everywhere, { trunc($0) }, { $0.rounded(.towardZero) }),
    Case("pow 2.5", positive, { pow($0, 2.5) }, { Foundation.pow($0, 2.5) }),
    Case("pow 3", everywhere, { pow($0, 3) }, { $0 * $0 * $0 }),
    Case("pow -2", everywhere, { pow($0, -2) }, { 1 / ($0 * $0) }),
    Case(
      "clamp", everywhere, { $0.clamped(from: -0.5, to: 1) },
      { Swift.min(Swift.max($0, -0.5), 1) }),
    Case("scalars", everywhere, { (1 - $0) * 3 / 4 + 2 - $0 }, { (1 - $0) * 3 / 4 + 2 - $0 }),
    Case("over", positive, { 2 / $0 }, { 2 / $0 }),
  ]

  static func isClose(_ value: Double, _ expected: Double, _ tolerance: Double) -> Bool {
    if value.isNaN || expected.isNaN { return value.isNaN && expected.isNaN }
    return value == expected
      || Swift.abs(value - expected) <= tolerance * Swift.max(Swift.abs(expected), 1e-30)
  }

  @Test(arguments: cases) func agreesWithTheLibrary(_ c: Case) {
    let count = 300  // more than one vector, and a rest
    let points = (0..<count).map { c.points[$0 % c.points.count] }
    let exact = points.map(c.reference)
    for (dtype, tolerance) in [(DType.float64, 1e-14), (.float32, 4e-7), (.bfloat16, 0.01)] {
      let x = Tensor(points, shape: [3, 100]).cast(to: dtype)
      let y = c.function(x)
      #expect(y.dtype == dtype && y.shape == [3, 100])
      // What the type rounds the points to is what counts.
      let expected = dtype == .float64 ? exact : x.doubles.map(c.reference)
      for (value, wanted) in zip(y.doubles, expected) {
        #expect(
          Self.isClose(value, wanted, tolerance), "\(c.name) \(dtype): \(value), not \(wanted)")
      }
    }
  }

  @Test(arguments: cases) func differentiatesTwice(_ c: Case) {
    expectGradients(at: [Tensor(c.points)], tolerance: 1e-5, Comment(rawValue: c.name)) {
      c.function($0[0])
    }
  }

  @Test func theGradientPrimitivesDifferentiateTwice() {
    let dy = Tensor([0.7, -1.1, 0.4, 1.6, -0.3] as [Double]),
      y = Tensor([-0.8, -0.2, 0.3, 0.55, 0.9] as [Double])
    expectGradients(at: [dy, y], tolerance: 1e-5) { apply(TanhGradient(), [$0[0], $0[1]]) }
    expectGradients(at: [dy, y], tolerance: 1e-5) { apply(SigmoidGradient(), [$0[0], $0[1]]) }
    // The squares give the step a second order.
    expectGradients(at: [dy, y], tolerance: 1e-5) { square(apply(ReLUGradient(), [$0[0], $0[1]])) }
  }

  @Test func extremes() {
    let inf = Float.infinity
    let tiny = Float.leastNonzeroMagnitude * 1000  // subnormal
    let x = Tensor([-inf, -200, -0.0, 0, tiny, 200, inf, Float.nan])
    func check(
      _ y: Tensor, _ expected: [Float], _ name: Comment, line: SourceLocation = #_sourceLocation
    ) {
      for (a, b) in zip(y.floats, expected) {
        #expect(a == b || (a.isNaN && b.isNaN), name, sourceLocation: line)
      }
    }
    check(exp(x), [0, 0, 1, 1, 1, inf, inf, .nan], "exp")
    check(log(x), [.nan, .nan, -inf, -inf, logf(tiny), logf(200), inf, .nan], "log")
    check(tanh(x), [-1, -1, 0, 0, tiny, 1, 1, .nan], "tanh")
    check(sigmoid(x), [0, 0, 0.5, 0.5, 0.5, 1, 1, .nan], "sigmoid")
    check(softplus(x), [0, 0, logf(2), logf(2), logf(2), 200, inf, .nan], "softplus")
    check(erf(x), [-1, -1, 0, 0, erff(tiny), 1, 1, .nan], "erf")
    check(relu(x), [0, 0, 0, 0, tiny, 200, inf, .nan], "relu")
    #expect(x.isNaN.doubles == [0, 0, 0, 0, 0, 0, 0, 1])
    #expect(x.isInfinite.doubles == [1, 0, 0, 0, 0, 0, 1, 0])
    #expect(x.isFinite.doubles == [0, 1, 1, 1, 1, 1, 0, 0])
    #expect(
      round(Tensor([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5] as [Double])).doubles == [-2, -2, 0, 0, 2, 2])
  }

  @Test func singlePrecisionIsWithinThreeUnits() {
    let functions: [(String, (Tensor) -> Tensor)] = [
      ("exp", { exp($0) }), ("expm1", { expm1($0) }), ("log", { log($0) }),
      ("log1p", { log1p($0) }),
      ("tanh", { tanh($0) }), ("sigmoid", { sigmoid($0) }), ("softplus", { softplus($0) }),
      ("erf", { erf($0) }), ("sin", { sin($0) }), ("cos", { cos($0) }),
    ]
    // Every sign and exponent, mantissas spread.
    let points = (0..<60_000).map { Float(bitPattern: UInt32($0) &* 71_583) }
    let x = Tensor(points)
    let wide = x.cast(to: .float64)
    for (name, function) in functions {
      let values = function(x).floats
      let exact = function(wide).doubles
      var worst = 0.0
      for (value, wanted) in zip(values, exact) {
        let rounded = Float(wanted)
        if rounded.isNaN || rounded.isInfinite {
          #expect(value.isNaN == rounded.isNaN && (rounded.isNaN || value == rounded), "\(name)")
        } else {
          let unit = Double(Swift.max(rounded.magnitude, Float.leastNormalMagnitude).ulp)
          worst = Swift.max(worst, Swift.abs(Double(value) - wanted) / unit)
        }
      }
      #expect(worst < 3, "\(name): \(worst) units")
    }
  }

  @Test func wholeNumbers() {
    let x = Tensor([Int32.min, -3, 0, 4, Int32.max])
    #expect((-x).array(of: Int32.self) == [Int32.min, 3, 0, -4, -Int32.max])
    #expect(abs(x).array(of: Int32.self) == [Int32.min, 3, 0, 4, Int32.max])
    #expect(sign(x).array(of: Int32.self) == [-1, -1, 0, 1, 1])
    #expect(relu(x).array(of: Int32.self) == [0, 0, 0, 4, Int32.max])
    #expect(square(Tensor([Int64(-3), 5])).array(of: Int64.self) == [9, 25])
    #expect(exp(Tensor([Int32(0)])).dtype == .float32)
    #expect(floor(x).dtype == .int32 && x.isNaN.doubles == [0, 0, 0, 0, 0])
    #expect((-Tensor([true, false])).array(of: Int32.self) == [-1, 0])
  }

  @Test func metaTensorsHaveOnlyTypes() {
    let x = Tensor.meta([2, 3])
    #expect(exp(x).device == .meta && (x * 2 + 1).shape == [2, 3])
    #expect((1 - x).device == .meta && pow(x, 0).device == .meta)
    #expect(x.sum(axes: [0]).shape == [3] && x.cast(to: .int32).dtype == .int32)
    #expect(select(x .> 0, x, 0).type == x.type)
  }
}
