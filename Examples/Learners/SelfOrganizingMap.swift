import Apus

/// A map of units on a line that order themselves along the data, without gradients. Source:
/// Kohonen 1982.
package final class SelfOrganizingMap: Learner, Module {
  @Parameter(trainable: false) var units: Tensor
  private let count: Int
  package lazy var networks = [Network("map", self)]
  package let players: [Player] = []
  package var measures: [Measure] { [.reported("distance", .minimize)] }

  package init(units count: Int, size: Int) {
    self.count = count
    $units.declare([count, size]) { shape, dtype in
      .randomUniform(shape, from: -0.1, to: 0.1, dtype: dtype)
    }
  }

  package func step(_ batch: Batch, _ engine: StepEngine) throws -> Report {
    // The neighbourhood shrinks and the steps get shorter.
    let progress = Double(engine.totalSteps) / 200
    let radius = max(0.5, Double(count) / 4 / (1 + progress))
    let rate = 0.5 / (1 + progress)
    let places = Tensor((0..<count).map { Float($0) }, shape: [1, count])
    let (distances, winners) = nearest(batch.features)
    let offset = places - winners.cast(to: .float32).reshaped(to: [batch.count, 1])
    let pull = exp(-(offset * offset) / (2 * radius * radius)) * (rate / Double(batch.count))
    // Δw_j = Σ_b h_bj (x_b − w_j)
    let change = matmul(pull.transposed(axes: [1, 0]), batch.features)
    units = units + change - units * pull.sum(axis: 0).reshaped(to: [count, 1])
    return ["distance": distances.mean()]
  }

  package func evaluate(_ batch: Batch) throws -> Report {
    ["distance": nearest(batch.features).distances.mean()]
  }

  /// The distance to the nearest unit of each example, and which it is.
  private func nearest(_ features: Tensor) -> (distances: Tensor, winners: Tensor) {
    let examples = features.reshaped(to: [features.shape[0], 1, features.shape[1]])
    let difference = examples - units.reshaped(to: [1, count, features.shape[1]])
    let squares = (difference * difference).sum(axis: 2)
    return (sqrt(squares.min(axis: 1)), squares.argmin(axis: 1))
  }
}
