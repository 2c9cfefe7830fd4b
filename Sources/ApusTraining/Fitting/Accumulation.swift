import ApusCore
import ApusData
import ApusNN

/// Gradients of several batches for one update.
struct Accumulated {
  var gradients: [Tensor] = []
  var loss: Tensor?
  var examples = 0
}

extension Trainer {
  /// One batch of several for one update: for a mean each counts by its examples, so that together they are as one
  /// large batch; sums are added.
  func accumulate(
    _ batch: Batch, _ weights: Tensor?, updates: Bool
  ) -> (loss: Tensor, output: Tensor) {
    let parameters = trainableParameters(for: batch.features)
    let result = gradients(at: parameters, batch.features, batch.labels, weights)
    let factor = loss.reduction == .mean ? Double(batch.count) : 1
    withoutDerivatives {
      let parts = result.gradients.map { $0 * factor }
      let isFirst = accumulated.gradients.isEmpty
      accumulated.gradients = isFirst ? parts : zip(accumulated.gradients, parts).map { $0 + $1 }
      let part = result.loss * factor
      accumulated.loss = accumulated.loss.map { $0 + part } ?? part
      accumulated.examples += batch.count
      guard updates, let sum = accumulated.loss else { return }
      let divisor = loss.reduction == .mean ? Double(accumulated.examples) : 1
      let gradients = accumulated.gradients.map { $0 / divisor }
      accumulated = Accumulated()
      update(parameters, gradients, loss: sum / divisor)
    }
    return (result.loss, result.output)
  }
}
