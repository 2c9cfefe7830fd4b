import ApusCore
import Testing

@testable import ApusNN

@Suite struct ModeTests {
  @Test func inferenceIsTheDefault() {
    #expect(Mode.current == .inference)
    Mode.training {
      #expect(Mode.current == .training)
      Mode.inference { #expect(Mode.current == .inference) }
    }
    #expect(Mode.current == .inference)
  }

  @Test func dropoutIsForTrainingOnly() {
    let layer = Dropout(0.25)
    let ones = Tensor.ones([100, 100])
    #expect(layer(ones).floats == ones.floats)
    let dropped = RandomGenerator.with(seed: 1) { Mode.training { layer(ones) } }.floats
    let kept = dropped.count { $0 != 0 }
    #expect(abs(Double(kept) / 10_000 - 0.75) < 0.03)
    #expect(dropped.allSatisfy { $0 == 0 || abs($0 - 1 / 0.75) < 1e-6 })
    let again = RandomGenerator.with(seed: 1) { Mode.training { layer(ones) } }.floats
    #expect(dropped == again)
  }

  @Test func frozenBatchNormalizationUsesItsStatistics() {
    let layer = BatchNormalization()
    let batch = Tensor([[1.0, 5.0], [3.0, 9.0]] as [[Double]])
    layer.build([2], dtype: .float64)
    let inference = layer(batch).doubles
    #expect(Mode.training { layer(batch) }.doubles != inference)
    #expect(layer.movingMean.doubles != [0, 0])
    let kept = layer.movingMean.doubles
    layer.freeze()
    let frozen = Mode.training { layer(batch) }.doubles
    #expect(frozen == layer(batch).doubles)
    #expect(layer.movingMean.doubles == kept)
  }
}
