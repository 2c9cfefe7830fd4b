import ApusCore

/// What a step or an evaluation of a batch gave: losses and other figures by name, and outputs for
/// measures to read.
///
/// ```swift
/// let report: Report = ["loss": x + y, "reconstruction": x, "divergence": y]
/// ```
///
/// A figure is a mean over the batch's examples, or over what its weight counts, such as tokens.
/// The engine averages each name by these weights over the batches that reported it.
public struct Report {
  /// A figure.
  struct Entry {
    let name: String
    let value: Tensor
    let weight: Double?
    /// What is added to the value.
    var shift = 0.0

    /// The figure as a number.
    var number: Double { value.item + shift }
  }

  private(set) var entries: [Entry] = []
  /// The networks' outputs; empty where measures need not look at them.
  public var outputs: Values

  /// No figures.
  public init(outputs: Values = Values()) { self.outputs = outputs }

  /// One figure.
  ///
  /// - Parameters:
  ///   - name: what histories call it.
  ///   - value: a scalar.
  ///   - weight: what it is the mean over: tokens, pixels; nil for the batch's examples.
  ///   - outputs: the networks' outputs.
  public init(
    _ name: String, _ value: Tensor, weight: Double? = nil, outputs: Values = Values()
  ) {
    entries = [Entry(name: name, value: value, weight: weight)]
    self.outputs = outputs
  }

  /// Adds a figure.
  public mutating func add(_ name: String, _ value: Tensor, weight: Double? = nil) {
    entries.append(Entry(name: name, value: value, weight: weight))
  }

  /// Adds a number to the figure of that name.
  mutating func shift(_ name: String, by number: Double) {
    for place in entries.indices where entries[place].name == name {
      entries[place].shift += number
    }
  }

  /// Adds a figure that is no tensor.
  public mutating func add(_ name: String, _ value: Double, weight: Double? = nil) {
    add(name, Tensor([value] as [Double]).reshaped(to: []), weight: weight)
  }
}

extension Report: ExpressibleByDictionaryLiteral {
  /// Figures that are means over the batch's examples.
  public init(dictionaryLiteral elements: (String, Tensor)...) {
    self.init()
    for (name, value) in elements { add(name, value) }
  }
}

extension Report: CustomStringConvertible {
  /// Names and figures, as in `loss 0.1250, divergence 3.0000`.
  public var description: String { described(entries.map { ($0.name, $0.number) }) }
}
