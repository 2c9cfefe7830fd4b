import ApusNN

/// The value among the logs that a callback goes by, and what is better of it.
///
/// A loss is better where it is smaller, and of the library's metrics it is known; of other values
/// ``direction`` must say it.
public struct Monitor: Sendable, Hashable {
  /// What is better.
  public typealias Direction = PlateauDecay.Direction

  /// The value's name in the logs: `loss`, `val_accuracy`.
  public let name: String
  /// What is better; nil goes by the name.
  public let direction: Direction?

  /// The value of that name.
  public init(_ name: String, _ direction: Direction? = nil) {
    self.name = name
    self.direction = direction
  }

  /// What is better of this value: as this monitor says, as the learner declares its measure, or
  /// as the library knows it.
  ///
  /// - Throws: ``TrainingError`` where nothing says it.
  package func knownDirection(in context: TrainingContext? = nil) throws -> Direction {
    if let direction { return direction }
    let declared = context?.learner.measures.declarations.declaration(of: name)
    if let direction = declared?.direction { return direction }
    let bare = name.hasPrefix("val_") ? String(name.dropFirst(4)) : name
    if bare == "loss" { return .minimize }
    guard let metric = try? MetricConfiguration.named(bare) else {
      throw TrainingError(
        """
        whether a smaller or a greater \(name) is better is not known; say so: direction minimize \
        or maximize
        """
      )
    }
    return metric.greaterIsBetter ? .maximize : .minimize
  }

  /// Whether the library knows without a learner what is better.
  package var hasKnownDirection: Bool { (try? knownDirection()) != nil }

  /// The value now.
  ///
  /// - Throws: ``TrainingError`` if no metric has that name.
  func value(in context: TrainingContext) throws -> Double {
    let logs = context.logs
    guard let value = logs.first(where: { $0.name == name })?.value else {
      let names = logs.map(\.name).joined(separator: ", ")
      throw TrainingError(
        """
        there is no \(name) to monitor, only \(names); monitor one of \
        these\(name.hasPrefix("val_") ? ", or train with a validation set" : "")
        """
      )
    }
    return value
  }
}

extension PlateauDecay.Direction {
  /// Whether `a` is better than `b` by more than `change`. What is not a number is worse than any
  /// number.
  package func isBetter(_ a: Double, than b: Double, by change: Double = 0) -> Bool {
    if a.isNaN || b.isNaN { return !a.isNaN }
    return switch self {
    case .minimize: a + change < b
    case .maximize: a - change > b
    }
  }
}
