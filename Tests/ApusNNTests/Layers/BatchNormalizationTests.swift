import ApusCore
import Testing

@testable import ApusNN

@Suite struct BatchNormalizationTests {
  private let input = Tensor([1, 10, 2, 30, 6, 20] as [Float], shape: [3, 2])

  @Test func frozenItKeepsToItsMovingStatistics() {
    let layer = BatchNormalization()
    layer.build([2])
    layer.movingMean = Tensor([1, 20] as [Float])
    layer.movingVariance = Tensor([4, 25] as [Float])
    layer.gamma?.wrappedValue = Tensor([2, 3] as [Float])
    layer.beta?.wrappedValue = Tensor([0.5, -1] as [Float])
    let inference = layer(input)
    layer.freeze()
    #expect(Mode.training { layer(input).floats } == inference.floats)
    #expect(layer.movingMean.floats == [1, 20] && layer.movingVariance.floats == [4, 25])
    #expect(layer.trainableParameters.isEmpty)
    var wanted: [Double] = []
    for (first, second) in [(0.0, -10.0), (1, 10), (5, 0)] {
      wanted.append(2 * first / (4 + 1e-3).squareRoot() + 0.5)
      wanted.append(3 * second / (25 + 1e-3).squareRoot() - 1)
    }
    expectClose(inference, Tensor(wanted, shape: [3, 2]), 1e-6)
    layer.unfreeze()
    #expect(Mode.training { layer(input).floats } != inference.floats)
    #expect(layer.movingMean.floats != [1, 20])
    #expect(layer.trainableParameters.count == 2)
  }

  @Test(arguments: [DType.float64, .bfloat16, .int32], [Mode.training, .inference])
  func inputsOfAnotherElementTypeArePromoted(_ dtype: DType, _ mode: Mode) throws {
    let layer = BatchNormalization()
    let same = BatchNormalization()
    layer.build([2])
    same.build([2])
    let (output, wanted) = Mode.with(mode) {
      (layer(input.cast(to: dtype)), same(input))
    }
    #expect(output.dtype == (dtype == .float64 ? .float64 : .float32))
    expectClose(output.cast(to: .float32), wanted, 1e-5)
    #expect(layer.movingMean.dtype == .float32)
    expectClose(layer.movingMean, same.movingMean, 1e-6)
    expectClose(layer.movingVariance, same.movingVariance, 1e-6)
    #expect(try layer.checkedBuild([2], dtype: .float64) == [2])
  }
}
