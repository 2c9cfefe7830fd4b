/// What a learner declares of a value that it is judged by, in the form that a run's `config.json`
/// keeps: so listings and comparisons need not guess by names.
public struct MeasureDeclaration: Codable, Sendable, Hashable {
  /// Which way it is better; nil where neither is.
  public var direction: Monitor.Direction?
  /// The unit; nil for a plain number.
  public var unit: String?

  /// A declaration.
  public init(_ direction: Monitor.Direction?, unit: String? = nil) {
    (self.direction, self.unit) = (direction, unit)
  }
}

extension [Measure] {
  /// What is declared, by the measures' names; of several measures of one name the first counts.
  package var declarations: [String: MeasureDeclaration] {
    Dictionary(
      map { ($0.name, MeasureDeclaration($0.direction, unit: $0.unit)) },
      uniquingKeysWith: { a, _ in a })
  }
}

extension [String: MeasureDeclaration] {
  /// What is declared of a value of an epoch: of `val_loss`, what is declared of `loss`.
  package func declaration(of name: String) -> MeasureDeclaration? {
    self[name.hasPrefix("val_") ? String(name.dropFirst(4)) : name]
  }
}
