import Apus

/// A classifier in two stages: its head alone learns from small batches, then all of it from larger
/// ones. Sources: Howard and Ruder 2018, gradual unfreezing; Smith et al. 2018, growing batches.
package final class StagedClassifier: Learner {
  let body = Dense(12, activation: .tanh)
  let head: Dense
  package private(set) lazy var networks = [Network("model", Sequential([body, head]))]
  package private(set) lazy var players = [Player(Adam(learningRate: 0.01), moves: [body, head])]
  package let measures: [Measure] = [.metric(.accuracy)]
  package let stages: [Stage]

  /// A classifier; nil keeps the batch size that training is given.
  package init(
    classes: Int, headEpochs: Int = 2, headBatchSize: Int? = 4, batchSize: Int? = nil
  ) {
    head = Dense(classes)
    stages = [
      Stage("head", epochs: headEpochs, batchSize: headBatchSize),
      Stage("all", batchSize: batchSize),
    ]
  }

  package func begin(stage: Int) throws { stage == 0 ? body.freeze() : body.unfreeze() }

  package func step(_ batch: Batch, _ engine: StepEngine) throws -> Report {
    var outputs = Values()
    let loss = try engine.minimize {
      let scores = head(dropout(body(batch.features), rate: 0.2))
      outputs = ["scores": scores]
      return Loss.sparseCategoricalCrossEntropy(fromLogits: true)(scores, batch.labels)
    }
    return Report("loss", loss, outputs: outputs.mapTensors(\.withoutDerivative))
  }

  package func evaluate(_ batch: Batch) throws -> Report {
    let scores = head(body(batch.features))
    let loss = Loss.sparseCategoricalCrossEntropy(fromLogits: true)(scores, batch.labels)
    return Report("loss", loss, outputs: ["scores": scores])
  }
}
