import Apus

/// A network that grows by a hidden layer after every second epoch, up to three.
package final class GrowingNetwork: Learner {
  private let width: Int
  private let classes: Int
  private var hidden: [Dense]
  private var output: Dense
  private let optimizer = Adam(learningRate: 0.01)

  package init(width: Int = 12, classes: Int) {
    self.width = width
    self.classes = classes
    hidden = [Dense(width, activation: .tanh)]
    output = Dense(classes)
  }

  private var layers: [any Layer] { hidden + [output] }
  private var body: Sequential { Sequential(layers) }
  package var networks: [Network] { [Network("model", body)] }
  package var players: [Player] { [Player(optimizer, moves: [body])] }
  package var measures: [Measure] { [.metric(.accuracy)] }

  package func step(_ batch: Batch, _ engine: StepEngine) throws -> Report {
    var outputs = Values()
    let loss = try engine.minimize {
      let scores = layers.reduce(batch.features) { $1($0) }
      outputs = ["scores": scores]
      return Loss.sparseCategoricalCrossEntropy(fromLogits: true)(scores, batch.labels)
    }
    return Report("loss", loss, outputs: outputs.mapTensors(\.withoutDerivative))
  }

  package func evaluate(_ batch: Batch) throws -> Report {
    let scores = layers.reduce(batch.features) { $1($0) }
    let loss = Loss.sparseCategoricalCrossEntropy(fromLogits: true)(scores, batch.labels)
    return Report("loss", loss, outputs: ["scores": scores])
  }

  package func epochEnds(_ epoch: Int) throws {
    guard epoch % 2 == 0, hidden.count < 3 else { return }
    hidden.append(Dense(width, activation: .tanh))
    output = Dense(classes)
  }

  /// How far it has grown.
  package var state: SavedState {
    get { SavedState(["hidden": [Double(hidden.count)]]) }
    set {
      let count = Int(newValue.number("hidden") ?? 1)
      while hidden.count < count {
        hidden.append(Dense(width, activation: .tanh))
        output = Dense(classes)
      }
    }
  }
}
