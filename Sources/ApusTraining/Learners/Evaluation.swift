/// How well a learner does on a data set.
public struct Evaluation: Sendable, Equatable {
  /// Reported values and measures, in order; the loss first where there is one.
  public let values: [(name: String, value: Double)]

  /// These values.
  public init(values: [(name: String, value: Double)]) { self.values = values }

  /// The mean loss over the examples; not a number where the learner reports none.
  public var loss: Double { self["loss"] ?? .nan }
  /// Everything but the loss.
  public var metrics: [(name: String, value: Double)] { values.filter { $0.name != "loss" } }

  /// The value of that name.
  public subscript(name: String) -> Double? { values.first { $0.name == name }?.value }

  /// Whether both are equal in every part.
  public static func == (a: Evaluation, b: Evaluation) -> Bool {
    a.values.elementsEqual(b.values, by: ==)
  }
}

extension Evaluation: CustomStringConvertible {
  /// Names and values, as in `loss 0.1250, accuracy 0.9500`.
  public var description: String { described(values) }
}
