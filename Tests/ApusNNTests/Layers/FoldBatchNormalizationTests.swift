import ApusCore
import Testing

@testable import ApusNN

@Suite struct FoldBatchNormalizationTests {
  private let generator = RandomGenerator(seed: 5)

  /// A built model whose parameters, statistics too, are all random; variances positive.
  private func randomized<M: Layer>(_ model: M, _ shape: Shape) -> M {
    if !model.isBuilt { model.build(shape) }
    for (name, parameter) in model.namedParameters {
      guard let type = parameter.type else { continue }
      parameter.wrappedValue =
        name.hasSuffix("ariance")
        ? .randomUniform(type.shape, from: 0.3, to: 2, generator: generator)
        : .randomNormal(type.shape, standardDeviation: 0.5, generator: generator)
    }
    return model
  }

  private func count(_ model: any Layer) -> Int {
    model.submodules.count { $0 is BatchNormalization }
  }

  @Test func chainsGiveTheSame() {
    let model = randomized(
      Sequential {
        Conv2D(8, kernel: 3, groups: 2, useBias: false, name: "first")
        BatchNormalization()
        Activation(.relu)
        Conv2D(6, kernel: (2, 3), strides: (2, 1), padding: .same)
        BatchNormalization(axis: 3, epsilon: 1e-5, scale: false)
        BatchNormalization(center: false)
        Flatten()
        Sequential {
          Dense(7)
          BatchNormalization(center: false, scale: false)
        }
        Dense(3, activation: .softmax)
      }, [6, 6, 4])
    let before = model.parameters.map(\.wrappedValue.floats)
    let folded = foldBatchNormalization(model)
    #expect(count(model) == 4 && count(folded) == 0)
    #expect(folded.layers.count == 6)
    let x = Tensor.randomNormal([5, 6, 6, 4], generator: generator)
    expectClose(folded(x), model(x), 1e-5)
    #expect(model.parameters.map(\.wrappedValue.floats) == before)
    #expect(folded.layerNames[0] == "first")
  }

  @Test func sequencesAndVolumesGiveTheSame() {
    let sequence = randomized(
      Sequential {
        Conv1D(6, kernel: 3, padding: .causal, useBias: false)
        BatchNormalization(axis: 2)
      }, [7, 4])
    let volume = randomized(
      Sequential {
        Conv3D(4, kernel: 2, groups: 2)
        BatchNormalization()
      }, [3, 4, 3, 2])
    for (model, shape) in [(sequence, Shape([2, 7, 4])), (volume, Shape([2, 3, 4, 3, 2]))]
      as [(Sequential, Shape)]
    {
      let folded = foldBatchNormalization(model)
      #expect(count(folded) == 0 && folded.layers.count == 1)
      let x = Tensor.randomNormal(shape, generator: generator)
      expectClose(folded(x), model(x), 1e-5)
    }
  }

  @Test func whatCannotBeFoldedStays() {
    let twice = Dense(4)
    let model = randomized(
      Sequential {
        BatchNormalization()
        Dense(4, activation: .relu)
        BatchNormalization()
        twice
        BatchNormalization()
        twice
        Dropout(0.5)
        BatchNormalization()
      }, [4])
    let folded = foldBatchNormalization(model)
    #expect(count(folded) == 4 && folded.layers.count == model.layers.count)
    let x = Tensor.randomNormal([5, 4], generator: generator)
    #expect(folded(x).floats == model(x).floats)
    // A dense layer over a sequence, normalized over the steps.
    let steps = randomized(
      Sequential {
        Dense(4)
        BatchNormalization(axis: 1)
      }, [4, 4])
    #expect(count(foldBatchNormalization(steps)) == 1)
  }

  @Test func graphsGiveTheSame() {
    let x = Input([5, 5, 3])
    let first = Conv2D(4, kernel: 3, padding: .same)(x)
    let left = Activation(.relu)(BatchNormalization()(first))
    let read = Conv2D(4, kernel: 1)(left)
    // Its output is read twice, so this one stays.
    let right = BatchNormalization()(read)
    let last = BatchNormalization()(Conv2D(2, kernel: 3)(read + right))
    let model = randomized(Model(inputs: [x], outputs: [last, left]), [5, 5, 3])
    let folded = foldBatchNormalization(model)
    #expect(count(model) == 3 && count(folded) == 1)
    let images = Tensor.randomNormal([4, 5, 5, 3], generator: generator)
    for (found, wanted) in zip(folded([images]), model([images])) {
      expectClose(found, wanted, 1e-5)
    }
  }

  @Test func float64IsExact() {
    let model = Sequential {
      Dense(5)
      BatchNormalization()
    }
    model.build([3], dtype: .float64)
    let x = Tensor.randomNormal([6, 3], mean: 2, dtype: .float64, generator: generator)
    for _ in 0..<20 { _ = Mode.training { model(x) } }
    expectClose(foldBatchNormalization(model)(x), model(x), 1e-12)
  }
}
