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

/// A metric by name, from which a trainer makes one of its own.
public struct MetricKind: Sendable {
  /// The metric's name.
  public let name: String
  private let maker: @Sendable () -> any Metric

  /// A kind of metric.
  public init(_ name: String, _ make: @escaping @Sendable () -> any Metric) {
    self.name = name
    maker = make
  }

  /// A fresh metric.
  public func make() -> any Metric { maker() }

  /// The share of right answers; see ``Accuracy``.
  public static let accuracy = MetricKind("accuracy") { Accuracy() }

  /// The names of the library's metrics.
  public static let names = ["accuracy"]

  /// The library's metric of this name; throws where there is none.
  public static func named(_ name: String) throws -> MetricKind {
    guard name == "accuracy" else {
      throw ConfigurationError(
        .unknownName,
        "\"\(name.prefix(40))\" is not a metric\(suggestion(for: name, among: names))")
    }
    return .accuracy
  }
}
