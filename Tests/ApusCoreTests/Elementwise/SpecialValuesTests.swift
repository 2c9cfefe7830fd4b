import ApusCore
import ApusTestSupport
import Testing

/// Elementwise functions at zeros of both signs, infinities, NaN and the ends of float32, as NumPy
/// has them.
@Suite struct SpecialValuesTests {
  private static let unary: [String: @Sendable (Tensor) -> Tensor] = [
    "negate": { -$0 }, "abs": { abs($0) }, "square": { square($0) }, "exp": { exp($0) },
    "expm1": { expm1($0) }, "exp2": { exp2($0) }, "log": { log($0) }, "log1p": { log1p($0) },
    "log2": { log2($0) }, "log10": { log10($0) }, "sqrt": { sqrt($0) }, "rsqrt": { rsqrt($0) },
    "reciprocal": { reciprocal($0) }, "asin": { asin($0) }, "acos": { acos($0) },
    "atan": { atan($0) }, "sinh": { sinh($0) }, "cosh": { cosh($0) }, "tanh": { tanh($0) },
    "asinh": { asinh($0) }, "acosh": { acosh($0) }, "atanh": { atanh($0) },
    "sigmoid": { sigmoid($0) }, "softplus": { softplus($0) }, "erf": { erf($0) },
    "erfc": { erfc($0) }, "floor": { floor($0) }, "ceil": { ceil($0) }, "round": { round($0) },
    "trunc": { trunc($0) }, "sin": { sin($0) }, "cos": { cos($0) }, "tan": { tan($0) },
    "sign": { sign($0) }, "relu": { relu($0) },
  ]
  private static let binary: [String: @Sendable (Tensor, Tensor) -> Tensor] = [
    "floorDivide": { floorDivide($0, $1) }, "remainder": { $0 % $1 }, "pow": { pow($0, $1) },
    "atan2": { atan2($0, $1) }, "maximum": { maximum($0, $1) }, "minimum": { minimum($0, $1) },
    "divide": { $0 / $1 },
  ]

  /// Alone, where the rest of a vector's loop computes it, and among many.
  @Test func functionsOfOneNumber() throws {
    let cases = try SpecialCase.group("unary")
    #expect(cases.count == Self.unary.count)
    for example in cases {
      let function = try #require(Self.unary[example.kind])
      let single = example.inputs[0].map { function(Tensor([$0])).floats[0] }
      #expect(example.differences(single) == [])
      let copies = 5
      let many = Tensor(Array(repeatElement(example.inputs[0], count: copies).joined()))
      let found = function(many).floats
      let count = example.output.count
      for copy in 0..<copies {
        #expect(example.differences(Array(found[copy * count..<(copy + 1) * count])) == [])
      }
    }
  }

  /// In float64 as well, whose kernels are others.
  @Test func functionsOfTwoNumbers() throws {
    let cases = try SpecialCase.group("binary")
    #expect(cases.count == Self.binary.count)
    for example in cases {
      let function = try #require(Self.binary[example.kind])
      let (a, b) = (Tensor(example.inputs[0]), Tensor(example.inputs[1]))
      #expect(example.differences(function(a, b).floats) == [])
      let wide = function(a.cast(to: .float64), b.cast(to: .float64)).cast(to: .float32)
      #expect(example.differences(wide.floats) == [])
    }
  }

  @Test func floorDivisionAsInPython() {
    func quotient(_ a: Double, _ b: Double) -> Double { floorDivide(Tensor(a), Tensor(b)).item }
    #expect(floorDivide(Tensor(Float(3.4e38)), Tensor(Float(-1e38))).item == -4)
    #expect(quotient(1, -.infinity) == -1 && quotient(-1, .infinity) == -1)
    #expect(quotient(1, .infinity).bitPattern == 0)
    #expect(quotient(-1, -.infinity).bitPattern == 0)
    #expect(quotient(1, 0) == .infinity && quotient(-1, 0) == -.infinity)
    #expect(quotient(0, 0).isNaN && quotient(.infinity, 2).isNaN && quotient(.nan, 2).isNaN)
    #expect(quotient(1, 0.1) == 9 && quotient(6, 0.1) == 59)
  }
}
