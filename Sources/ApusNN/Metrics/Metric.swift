import ApusCore

/// A figure that is gathered batch by batch over an epoch.
///
/// A metric of one's own may hold a model; like a model it belongs to one thread at a time.
public protocol Metric {
  /// The name in histories and progress lines.
  var name: String { get }

  /// The figure over all batches since the last reset; not a number before the first.
  var value: Double { get }

  /// What has been gathered, for checkpoints.
  var state: [Double] { get set }

  /// Adds a batch.
  mutating func update(_ prediction: Tensor, _ target: Tensor)

  /// Forgets all batches.
  mutating func reset()

  /// Tells the metric what predictions stand for, before the first batch. One that was made with a
  /// setting of its own, such as `fromLogits`, keeps it. The default does nothing.
  mutating func follow(_ reading: OutputReading)
}

extension Metric {
  /// Does nothing: the metric takes predictions as they are.
  public mutating func follow(_ reading: OutputReading) {}

  /// This metric, reading predictions as `loss` does.
  package func following(_ loss: Loss) -> any Metric {
    guard let reading = loss.reading else { return self }
    var metric = self
    metric.follow(reading)
    return metric
  }
}
