import ApusCore
import Testing

@testable import ApusNN

/// A loop of one's own with `valueAndGradient` is training: no mode has to be set.
@Suite struct TrainingByHandTests {
  private let images = RandomGenerator.with(seed: 3) {
    Tensor.randomNormal([64, 20], mean: 5, standardDeviation: 2)
  }

  @Test func dropoutIsActiveAndBatchStatisticsAreUpdated() {
    RandomGenerator.with(seed: 1) {
      let norm = BatchNormalization(momentum: 0.5)
      let model = Sequential([norm, Dropout(0.5), Dense(3)])
      model.build([20])
      let labels = Tensor((0..<64).map { Int32($0 % 3) })
      let optimizer = SGD(learningRate: 0.1)
      var outputs: [Tensor] = []
      for _ in 0..<2 {
        let parameters = model.trainableParameters
        let (_, gradients) = valueAndGradient(at: parameters) {
          #expect(Mode.current == .training)
          let logits = model(images)
          outputs.append(logits.withoutDerivative)
          return sparseCategoricalCrossEntropy(logits, labels, fromLogits: true)
        }
        optimizer.update(parameters, gradients)
      }
      #expect(Mode.current == .inference)
      #expect(outputs[0].floats != outputs[1].floats)
      // Two steps of momentum ½ from 0: three quarters of the batch's mean.
      let mean = images.mean(axis: 0).floats
      for (moving, batch) in zip(norm.movingMean.floats, mean) {
        #expect(abs(moving - 0.75 * batch) < 1e-5)
      }
      #expect(model(images).floats == model(images).floats)
    }
  }

  @Test func aSetModeWins() {
    let dense = Dense(2)
    dense.build([20])
    Mode.inference {
      _ = valueAndGradient(at: dense.parameters) {
        #expect(Mode.current == .inference)
        return dense(images).sum()
      }
    }
    _ = valueAndGradient(at: dense.parameters) {
      Mode.sampling { #expect(Mode.current == .sampling) }
      return dense(images).sum()
    }
  }

  @Test func otherDerivativesAreNotTraining() {
    let dense = Dense(2)
    dense.build([20])
    // The slope of an image, as for saliency maps.
    _ = gradient(at: images) { x in
      #expect(Mode.current == .inference)
      return dense(x).sum()
    }
    _ = valueAndGradient(at: dense.parameters) {
      // A gradient penalty within a step, and a teacher.
      let slope = gradient(at: images) { x in
        #expect(Mode.current == .training)
        return dense(x).squared.sum()
      }
      withoutDerivatives { #expect(Mode.current == .inference) }
      let doubled = customGradient(at: images) { x in
        #expect(Mode.current == .training)
        return x * 2
      } product: { _, _, v in
        v * 2
      }
      return slope.squared.sum() + dense(doubled).sum()
    }
    // The step inside the slope of something else.
    _ = gradient(at: images) { x in
      let (value, _) = valueAndGradient(at: dense.parameters) {
        #expect(Mode.current == .training)
        return dense(x).sum()
      }
      #expect(Mode.current == .inference)
      return value
    }
  }
}
