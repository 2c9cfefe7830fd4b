import ApusCore
import ApusFiles

/// The settings of one layer, loss or optimizer as they are read from a configuration: each is
/// checked as it is read, and ``finish()`` complains of what nobody read.
public struct Options {
  /// Whom the settings belong to, for messages.
  public let owner: String
  /// The layer types that a setting which is a layer may name.
  public var registry: LayerRegistry { givenRegistry ?? .standard }
  private let givenRegistry: LayerRegistry?
  /// The name that a layer is to have; nil without one.
  let name: String?
  private let values: [String: ConfigurationValue]
  private var read: Set<String> = []

  /// The largest whole number that a setting may have: beyond it a size is a mistake or an attack.
  public static let largestSize = 1 << 24

  /// Settings that belong to `owner`; layers among them are of the types of `registry`.
  public init(
    _ values: [String: ConfigurationValue], of owner: String, registry: LayerRegistry? = nil,
    name: String? = nil
  ) {
    self.values = values
    self.owner = owner
    self.givenRegistry = registry
    self.name = name
  }

  /// The error for a setting that is not what it must be; where it is missing and something like it
  /// was given, that.
  package func wrong(_ name: String, _ expected: String) -> ConfigurationError {
    if values[name] == nil {
      let near = suggestion(for: name, among: values.keys.filter { !read.contains($0) }.sorted())
      if let given = values.keys.first(where: { near.hasSuffix("did you mean '\($0)'?") }) {
        return unknown(given, among: [name])
      }
    }
    let found = values[name].map { "is \($0.shown)" } ?? "is missing"
    return ConfigurationError(
      .invalidOption, "\(owner): \(name) \(found); it must be \(expected)",
      option: name)
  }

  /// The value as it stands; nil where it is missing or null.
  public mutating func value(_ name: String) -> ConfigurationValue? {
    read.insert(name)
    guard let value = values[name], value != .null else { return nil }
    return value
  }

  /// A whole number in `range`; throws where it is missing and there is no default.
  public mutating func integer(
    _ name: String, in range: ClosedRange<Int> = 1...Options.largestSize, default: Int? = nil
  ) throws -> Int {
    guard let value = value(name) else {
      if let `default` { return `default` }
      throw wrong(name, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    guard case .integer(let number) = value, range.contains(number) else {
      throw wrong(name, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A finite number in `range`.
  public mutating func number(
    _ name: String, in range: ClosedRange<Double>, default: Double? = nil
  ) throws -> Double {
    let number: Double
    switch value(name) {
    case .integer(let value): number = Double(value)
    case .number(let value): number = value
    case nil:
      guard let `default` else {
        throw wrong(name, "a number from \(range.lowerBound) to \(range.upperBound)")
      }
      return `default`
    default: number = .nan
    }
    guard range.contains(number) else {
      throw wrong(name, "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// True or false; throws where it is missing and there is no default.
  public mutating func flag(_ name: String, default: Bool? = nil) throws -> Bool {
    switch (value(name), `default`) {
    case (nil, let value?): return value
    case (.flag(let flag), _): return flag
    default: throw wrong(name, "true or false")
    }
  }

  /// A text; nil where it is missing.
  public mutating func text(_ name: String) throws -> String? {
    switch value(name) {
    case nil: return nil
    case .text(let text): return text
    default: throw wrong(name, "a text")
    }
  }

  /// Whole numbers in `range`, as many as `count` allows.
  public mutating func integers(
    _ name: String, count: ClosedRange<Int>, in range: ClosedRange<Int> = 1...Options.largestSize,
    default: [Int]? = nil
  ) throws -> [Int] {
    guard let value = value(name) else {
      if let `default` { return `default` }
      throw wrong(name, "a list of whole numbers")
    }
    let expected =
      """
      a list of \(count.lowerBound) to \(count.upperBound) whole numbers from \(range.lowerBound) \
      to \(range.upperBound)
      """
    guard case .list(let elements) = value, count.contains(elements.count) else {
      throw wrong(name, expected)
    }
    return try elements.map { element in
      guard case .integer(let number) = element, range.contains(number) else {
        throw wrong(name, expected)
      }
      return number
    }
  }

  /// Two whole numbers, height and width.
  public mutating func pair(
    _ name: String, in range: ClosedRange<Int> = 1...Options.largestSize,
    default: (Int, Int)? = nil
  ) throws -> (Int, Int) {
    let numbers = try integers(
      name, count: 2...2, in: range, default: `default`.map { [$0.0, $0.1] })
    return (numbers[0], numbers[1])
  }

  /// A shape of at most seven axes, each at least 1: an example without its batch axis.
  public mutating func shape(_ name: String) throws -> Shape {
    Shape(try integers(name, count: 0...(Shape.maximumRank - 1)))
  }

  /// Finite numbers in `range`, as many as `count` allows.
  public mutating func numbers(
    _ name: String, count: ClosedRange<Int>, in range: ClosedRange<Double>
  ) throws -> [Double] {
    let expected =
      """
      a list of \(count.lowerBound) to \(count.upperBound) numbers from \(range.lowerBound) to \
      \(range.upperBound)
      """
    guard case .list(let elements)? = value(name), count.contains(elements.count) else {
      throw wrong(name, expected)
    }
    return try elements.map { element in
      let number: Double =
        switch element {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: .nan
        }
      guard range.contains(number) else { throw wrong(name, expected) }
      return number
    }
  }

  /// The least and the greatest of a range that lies within another, as a list of both.
  public mutating func range(
    _ name: String, in allowed: ClosedRange<Double>, default: ClosedRange<Double>? = nil
  ) throws -> ClosedRange<Double> {
    if let `default`, value(name) == nil { return `default` }
    let ends = try numbers(name, count: 2...2, in: allowed)
    guard ends[0] <= ends[1] else { throw wrong(name, "two numbers, the least first") }
    return ends[0]...ends[1]
  }

  /// A setting that is one of an enumeration's names; nil for `choices` means all of them.
  public mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, default: Choice? = nil, among choices: [Choice]? = nil
  ) throws -> Choice where Choice.RawValue == String {
    let choices = choices ?? Array(Choice.allCases)
    guard let text = try text(name) else {
      if let `default` { return `default` }
      throw wrong(name, "one of " + choices.map(\.rawValue).joined(separator: ", "))
    }
    guard let choice = choices.first(where: { $0.rawValue == text }) else {
      let known = choices.map(\.rawValue).joined(separator: ", ")
      throw ConfigurationError(
        .invalidOption, "\(owner): \(name) \"\(text.prefix(40))\" is not known; it may be \(known)",
        option: name)
    }
    return choice
  }

  /// Throws where there is a setting that was not read.
  public func finish() throws {
    guard let name = values.keys.filter({ !read.contains($0) }).min() else { return }
    throw unknown(name, among: read.sorted())
  }

  /// The error for a setting that the owner does not have.
  private func unknown(_ name: String, among names: [String]) -> ConfigurationError {
    let near = names.isEmpty ? "; it has none" : suggestion(for: name, among: names)
    return ConfigurationError(
      .unknownOption, "\(owner): it has no setting \"\(name.prefix(40))\"\(near)", option: name)
  }
}

extension Options {
  /// A setting that names an activation function.
  mutating func activation(
    _ name: String = "activation", default: ActivationFunction = .linear
  ) throws -> ActivationFunction {
    guard let text = try text(name) else { return `default` }
    guard let function = ActivationFunction(named: text) else {
      let near = suggestion(for: text, among: ActivationFunction.all.map(\.name))
      throw ConfigurationError(
        .unknownName, "\(owner): \"\(text.prefix(40))\" is not an activation\(near)")
    }
    return function
  }
}
