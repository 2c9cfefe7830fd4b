import ApusData
import ApusNN

extension Trainer {
  /// Whether the model can learn a few examples by heart: a first look at a net that does not
  /// learn. If its loss does not fall quickly, the net, its initialization or its gradients are
  /// wrong, not the amount of data.
  ///
  /// ```swift
  /// let check = try Trainer(model, optimizer: Adam(), loss: loss).overfits(train)
  /// print(check.isPassed, check.history["loss"])
  /// ```
  ///
  /// It trains this trainer's model: make one for the purpose, without dropout or penalties.
  /// Source: lecture S2, debugging networks (train on about 50 examples without regularization).
  ///
  /// - Parameters:
  ///   - dataset: where the examples come from; the first are taken.
  ///   - count: how many.
  ///   - epochs: how often to go through them at most.
  ///   - target: the training loss at which they are known by heart.
  /// - Returns: whether the target was reached, and the curve.
  /// - Throws: what `fit` throws.
  public func overfits(
    _ dataset: any Dataset, count: Int = 50, epochs: Int = 200, target: Double = 0.01,
    reporter: any Reporter = SilentReporter()
  ) throws -> (isPassed: Bool, history: History) {
    guard count > 0 else { throw TrainingError("\(count) examples to overfit; give at least 1") }
    let few = dataset.subset(0..<min(count, dataset.count))
    let history = try fit(
      few, epochs: epochs, batchSize: 10,
      callbacks: [.earlyStopping(ValueReached(target), monitor: "loss"), .terminateOnNaN],
      reporter: reporter)
    return ((history["loss"].last ?? .nan) <= target, history)
  }
}
