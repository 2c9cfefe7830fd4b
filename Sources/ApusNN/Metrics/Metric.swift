import ApusCore

/// A figure that is gathered batch by batch over an epoch.
public protocol Metric: Sendable {
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
}
