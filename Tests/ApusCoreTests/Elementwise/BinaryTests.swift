import Foundation
import Testing

@testable import ApusCore

@Suite struct BinaryTests {
  static let a: [Double] = [7, -7, 7, -7, 6, -6, 0, 0.5, -2.25, 3.5]
  static let b: [Double] = [3, 3, -3, -3, 3, -3, 5, 1.75, 0.75, -1.25]

  static func modulo(_ a: Double, _ b: Double) -> Double {
    let m = fmod(a, b)
    return m != 0 && (m < 0) != (b < 0) ? m + b : m
  }

  @Test(arguments: [DType.float64, .float32, .bfloat16]) func floatingPoint(_ dtype: DType) {
    let (x, y) = (Tensor(Self.a).cast(to: dtype), Tensor(Self.b).cast(to: dtype))
    let tolerance = dtype == .float64 ? 1e-15 : dtype == .float32 ? 1e-6 : 0.01
    func check(
      _ result: Tensor, _ name: Comment, line: SourceLocation = #_sourceLocation,
      _ reference: (Double, Double) -> Double
    ) {
      #expect(result.dtype == dtype, sourceLocation: line)
      for (index, value) in result.doubles.enumerated() {
        let expected = reference(Self.a[index], Self.b[index])
        #expect(
          value == expected || value.isNaN && expected.isNaN
            || Swift.abs(value - expected) <= tolerance * Swift.abs(expected),
          name, sourceLocation: line)
      }
    }
    check(x + y, "add", +)
    check(x - y, "subtract", -)
    check(x * y, "multiply", *)
    check(x / y, "divide", /)
    check(x % y, "remainder", Self.modulo)
    check(floorDivide(x, y), "floorDivide") { ($0 / $1).rounded(.down) }
    check(maximum(x, y), "maximum") { Swift.max($0, $1) }
    check(minimum(x, y), "minimum") { Swift.min($0, $1) }
    check(atan2(x, y), "atan2") { Foundation.atan2($0, $1) }
    check(pow(abs(x), y), "pow") { Foundation.pow(Swift.abs($0), $1) }
    func holds(_ result: Tensor, _ rule: (Double, Double) -> Bool) -> Bool {
      result.doubles
        == zip(Self.a, Self.b).map { (a: Double, b: Double) -> Double in rule(a, b) ? 1 : 0 }
    }
    #expect(holds(x .< y, <))
    #expect(holds(x .<= y, <=))
    #expect(holds(x .> y, >))
    #expect(holds(x .>= y, >=))
    #expect(holds(x .== y, ==))
    #expect(holds(x .!= y, !=))
    #expect(holds(x .> 0.25) { a, _ in a > 0.25 })
  }

  @Test func wholeNumbersDivideWithoutStopping() {
    let x = Tensor([Int32(7), -7, 7, -7, 6, Int32.min, 5, 0])
    let y = Tensor([Int32(3), 3, -3, -3, 3, -1, 0, 0])
    #expect((x % y).array(of: Int32.self) == [1, 2, -2, -1, 0, 0, 0, 0])
    #expect(floorDivide(x, y).array(of: Int32.self) == [2, -3, -3, 2, 2, Int32.min, 0, 0])
    #expect((x / y).dtype == .float32)
    let bytes = Tensor([UInt8(200), 7, 255])
    #expect((bytes + bytes).array(of: UInt8.self) == [144, 14, 254])
    #expect(floorDivide(bytes, Tensor([UInt8(255), 0, 255])).array(of: UInt8.self) == [0, 0, 1])
    #expect((bytes % Tensor([UInt8(255), 0, 2])).array(of: UInt8.self) == [200, 0, 1])
    #expect(
      pow(Tensor([Int64(3), -2, 1, -1, 2]), Tensor([Int64(4), 3, -5, -3, -1])).array(of: Int64.self)
        == [81, -8, 1, -1, 0])
    #expect((Tensor([Int64.max]) + Tensor([Int64(1)])).array(of: Int64.self) == [Int64.min])
  }

  @Test func typesPromote() {
    let whole = Tensor([Int32(1), 2])
    #expect((whole + Tensor([0.5, 0.5] as [Double])).dtype == .float64)
    #expect((whole * 2).array(of: Int32.self) == [2, 4])
    #expect((whole * 0.5).floats == [0.5, 1] && (whole * 0.5).dtype == .float32)
    #expect((Tensor([true, true]) + Tensor([true, false])).array(of: Int32.self) == [2, 1])
    #expect((Tensor([true]) * 3).array(of: Int32.self) == [3])
    #expect((Tensor([UInt8(3)]) - 4).array(of: UInt8.self) == [255])
    #expect((Tensor([UInt8(3)]) * 1000).array(of: Int32.self) == [3000])
    #expect((Tensor([Float(1)]) / 3).floats == [Float(1) / 3])
    #expect((1 / Tensor([Int32(4)])).floats == [0.25])
    #expect((Tensor([Float(2)]).cast(to: .bfloat16) * 0.5).dtype == .bfloat16)
    #expect((whole .< 1.5).doubles == [1, 0])
    var total = Tensor([1.0] as [Double])
    total += 2
    total *= Tensor([4.0] as [Double])
    total -= 1
    total /= 2
    #expect(total.item == 5.5)
  }

  @Test func notANumberSpreads() {
    let x = Tensor([Float.nan, 1]), y = Tensor([Float(1), .nan])
    #expect(maximum(x, y).isNaN.doubles == [1, 1] && minimum(x, y).isNaN.doubles == [1, 1])
    #expect((x .== x).doubles == [0, 1] && (x .!= x).doubles == [1, 0])
    #expect(x.clamped(from: 0, to: 2).isNaN.doubles == [1, 0])
  }

  @Test func logic() {
    let x = Tensor([true, true, false, false]), y = Tensor([true, false, true, false])
    #expect((x .& y).doubles == [1, 0, 0, 0])
    #expect((x .| y).doubles == [1, 1, 1, 0])
    #expect((x .^ y).doubles == [0, 1, 1, 0])
    #expect((.!x).doubles == [0, 0, 1, 1] && (.!x).dtype == .bool)
    #expect((Tensor([Float(0.5), 0]) .& Tensor([Int32(2), 2])).doubles == [1, 0])
    #expect((Tensor([true]) .& y).shape == [4])
  }

  @Test func choice() {
    let c = Tensor([true, false, true])
    #expect(select(c, Tensor([1.0, 2, 3] as [Double]), -1).doubles == [1, -1, 3])
    #expect(select(c, Tensor([Int64(1), 2, 3]), Tensor([0.5] as [Double])).doubles == [1, 0.5, 3])
    #expect(select(Tensor([[true], [false]]), Tensor([UInt8(1), 2]), 9).doubles == [1, 2, 9, 9])
    expectGradients(at: [
      Tensor([[0.5, -1, 2], [1.5, 0.3, 1]] as [[Double]]), Tensor([0.3, 0.4, 0.5] as [Double]),
    ]) {
      square(select(c, $0[0], $0[1]))
    }
  }

  @Test func gradients() {
    let x = Tensor([0.5, 1.2, 2.0, 0.9] as [Double]), y = Tensor([[1.5], [0.37]] as [[Double]])
    let pairs: [(Comment, (Tensor, Tensor) -> Tensor)] = [
      ("subtract", { ($0 - $1) * $0 }), ("divide", { $0 / $1 }), ("power", { pow($0, $1) }),
      ("maximum", { square(maximum($0, $1)) }), ("minimum", { square(minimum($0, $1)) }),
      ("remainder", { square($0 % $1) }), ("atan2", { atan2($0, $1) }),
      ("chain", { tanh($0 * $1) * sigmoid($0) - exp(-$1) / (1 + $0) }),
    ]
    for (name, function) in pairs {
      expectGradients(at: [x, y], tolerance: 1e-5, name) { function($0[0], $0[1]) }
    }
  }

  @Test func tiesShareTheGradient() {
    let (x, y) = (Tensor([1.0, 2] as [Double]), Tensor([1.0, 5] as [Double]))
    let slopes = gradient(at: [x, y]) { maximum($0[0], $0[1]).sum() }
    #expect(slopes[0].doubles == [0.5, 0] && slopes[1].doubles == [0.5, 1])
  }

  @Test func powersAtZeroHaveSlopes() {
    let slope = gradient(at: Tensor([0.0, 0, 0] as [Double])) {
      pow($0, Tensor([0.0, 1, 2] as [Double])).sum()
    }
    #expect(slope.doubles == [0, 1, 0])
    #expect(gradient(at: Tensor(0.0 as Double)) { pow($0, 2.0) }.item == 0)
    // Also in the second sweep, where the chosen slope hides an infinity.
    let second = gradient(at: Tensor([0.0, 0, 0, 0] as [Double])) { x in
      gradient(at: x) { pow($0, Tensor([0.0, 1, 2, 3] as [Double])).sum() }.sum()
    }
    #expect(second.doubles == [0, 0, 2, 0])
    let both = gradient(at: [Tensor([0.0] as [Double]), Tensor([0.0] as [Double])]) { points in
      let slopes = gradient(at: points) { pow($0[0], $0[1]).sum() }
      return (slopes[0] + slopes[1]).sum()
    }
    #expect(both.allSatisfy { $0.doubles == [0] })
  }

  @Test func powersWithExponentZeroDifferentiateTwice() {
    // ∂²/∂b∂a = aᵇ⁻¹ (1 + b ln a), which is 1 / a at b = 0.
    expectGradients(
      at: [Tensor([0.5, 1.2, 2.0] as [Double]), Tensor([0.0, 0, 0] as [Double])], tolerance: 1e-5
    ) {
      pow($0[0], $0[1])
    }
    let mixed = gradient(at: Tensor([0.0] as [Double])) { b in
      gradient(at: Tensor([4.0] as [Double])) { pow($0, b).sum() }.sum()
    }
    #expect(mixed.doubles == [0.25])
  }

  @Test func wholePowersOfNegativeNumbersDifferentiateTwice() {
    let x = Tensor([-1.5, -0.75, -2, -1.25, -0.5, -3] as [Double])
    let powers = Tensor([0.0, 1, 2, 3, -1, -2] as [Double])
    expectGradients(at: [x], tolerance: 1e-5) { pow($0[0], powers) }
  }
}
