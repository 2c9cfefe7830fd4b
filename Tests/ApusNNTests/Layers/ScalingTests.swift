import ApusCore
import Testing

@testable import ApusNN

/// Layers that scale their inputs.
@Suite struct ScalingTests {
  @Test func batchesGiveWhatTheWholeDoes() {
    let data = Tensor.randomNormal([50, 3], generator: RandomGenerator(seed: 3)) * 4 + 100
    let whole = Normalization(), parts = Normalization()
    whole.adapt(data)
    parts.adapt([data[0..<7], data[7..<8], data[8..<50]])
    expectClose(parts.mean, whole.mean, 1e-6, "mean")
    expectClose(parts.variance, whole.variance, 1e-6, "variance")
    let scaled = whole(data)
    expectClose(scaled.mean(axis: 0), .zeros([3]), 1e-2, "mean after")
    expectClose(scaled.variance(axes: [0]), .ones([3]), 1e-5, "variance after")
    let back = Normalization(mean: whole.mean, variance: whole.variance, invert: true)
    expectClose(back(scaled), data, 1e-6, "back")
  }

  @Test func aConstantFeatureStaysFinite() {
    let layer = Normalization()
    layer.adapt(Tensor([[1, 5], [3, 5]] as [[Float]]))
    #expect(layer(Tensor([[1, 5]] as [[Float]])).floats == [-1, 0])
  }

  @Test func theStatisticsTravelWithTheModel() throws {
    let scaling = Normalization()
    let model = Sequential {
      scaling
      Dense(2)
    }
    let data = Tensor.randomNormal([20, 3], generator: RandomGenerator(seed: 5)) + 7
    scaling.adapt(data)
    model.build([3])
    #expect(model.namedParameters.map(\.name).contains("normalization.mean"))
    #expect(model.trainableParameters.count == 2)
    let again = try ModelConfiguration(of: model).makeModel(inputShape: [3])
    for ((_, ours), (_, theirs)) in zip(again.namedParameters, model.namedParameters) {
      ours.wrappedValue = theirs.wrappedValue
    }
    #expect(again(data).floats == model(data).floats)
  }

  @Test func anAdaptedLayerRefusesOtherFeatures() throws {
    let layer = Normalization()
    layer.adapt(Tensor.ones([4, 3]))
    #expect(throws: ConfigurationError.self) { try layer.checkedBuild([5]) }
    #expect(try layer.checkedBuild([3]) == [3])
  }
}
