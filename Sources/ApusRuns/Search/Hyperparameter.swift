import ApusNN
import ApusTraining

/// A choice made before training begins: its name and the values to try.
///
/// ```swift
/// Hyperparameter.real("learningRate", 1e-4...1e-1, scale: .logarithmic)
/// Hyperparameter.choice("optimizer", ["sgd", "adam"])
/// Hyperparameter.real("momentum", 0...0.95, when: .init("optimizer", ["sgd"]))
/// ```
///
/// Source: catalogue B10; KerasTuner `HyperParameters`, Optuna `distributions`.
public struct Hyperparameter: Sendable, Hashable {
  /// The values to try.
  public enum Domain: Sendable, Hashable {
    /// One of these, each as likely.
    case choice([ConfigurationValue])
    /// A number of a range.
    case range(SearchRange)
  }

  /// When a hyperparameter counts: where another, before it, has one of these values.
  public struct Condition: Sendable, Hashable, Codable {
    /// The other hyperparameter.
    public let name: String
    /// Its values with which this one counts.
    public let values: [ConfigurationValue]

    /// A condition on the hyperparameter `name`.
    public init(_ name: String, _ values: [ConfigurationValue]) {
      self.name = name
      self.values = values
    }
  }

  /// The name.
  public let name: String
  /// The values to try.
  public let domain: Domain
  /// When it counts; nil: always.
  public let condition: Condition?

  /// A hyperparameter; ``SearchSpace`` checks it.
  public init(_ name: String, _ domain: Domain, when condition: Condition? = nil) {
    self.name = name
    self.domain = domain
    self.condition = condition
  }

  /// One of `values`.
  public static func choice(
    _ name: String, _ values: [ConfigurationValue], when condition: Condition? = nil
  ) -> Hyperparameter {
    Hyperparameter(name, .choice(values), when: condition)
  }

  /// A whole number of `range`.
  public static func integer(
    _ name: String, _ range: ClosedRange<Int>, scale: SearchRange.Scale = .linear,
    step: Double? = nil, levels: Int = 5, when condition: Condition? = nil
  ) -> Hyperparameter {
    let numbers = SearchRange(
      Double(range.lowerBound), Double(range.upperBound), isWhole: true, scale: scale, step: step,
      levels: levels)
    return Hyperparameter(name, .range(numbers), when: condition)
  }

  /// A number of `range`.
  public static func real(
    _ name: String, _ range: ClosedRange<Double>, scale: SearchRange.Scale = .linear,
    step: Double? = nil, levels: Int = 5, when condition: Condition? = nil
  ) -> Hyperparameter {
    let numbers = SearchRange(
      range.lowerBound, range.upperBound, isWhole: false, scale: scale, step: step, levels: levels)
    return Hyperparameter(name, .range(numbers), when: condition)
  }

  /// Whether it has the same value in every trial.
  public var isFixed: Bool { condition == nil && gridValues.count == 1 }

  /// The value at `share` of the domain, 0 ≤ share < 1.
  public func value(at share: Double) -> ConfigurationValue {
    switch domain {
    case .choice(let values): values[min(Int(share * Double(values.count)), values.count - 1)]
    case .range(let range): .shortest(range.value(at: share))
    }
  }

  /// The values that a grid takes.
  public var gridValues: [ConfigurationValue] {
    switch domain {
    case .choice(let values): values
    case .range(let range): range.gridValues.map(ConfigurationValue.shortest)
    }
  }

  /// Whether it counts beside the values of those before it.
  func counts(beside values: HyperparameterValues) -> Bool {
    guard let condition else { return true }
    return values[condition.name].map(condition.values.contains) ?? false
  }

  /// What is wrong with it after `earlier`; nil where nothing is.
  package func problem(after earlier: [Hyperparameter]) -> String? {
    if name.isEmpty { return "a hyperparameter has no name" }
    if earlier.contains(where: { $0.name == name }) { return "\(name) is there twice" }
    switch domain {
    case .choice(let values):
      if values.isEmpty { return "\(name) has no values to try" }
      if Set(values).count < values.count { return "\(name) has a value twice" }
    case .range(let range):
      if let problem = range.problem { return "\(name): \(problem)" }
    }
    guard let condition else { return nil }
    guard let other = earlier.first(where: { $0.name == condition.name }) else {
      return
        "\(name) counts by the value of \(condition.name), which must come before it, and does not"
    }
    guard case .choice(let choices) = other.domain else {
      return "\(name) counts by \(condition.name), which is a range and not a choice"
    }
    guard !condition.values.isEmpty, condition.values.allSatisfy(choices.contains) else {
      return
        "\(name) counts where \(condition.name) has a value that is none of its choices, or none"
    }
    return nil
  }
}

/// The values of a trial's hyperparameters; those that do not count are left out.
public typealias HyperparameterValues = [String: ConfigurationValue]

extension ConfigurationValue {
  /// The number; a whole one as such, so that a file holds what is compared with it.
  package static func shortest(_ number: Double) -> ConfigurationValue {
    number == number.rounded() && abs(number) <= 0x1p53 ? .integer(Int(number)) : .number(number)
  }

  /// The value as a command line has it.
  public var plainText: String {
    switch self {
    case .text(let text): text
    case .number(let number): jsonNumber(number)
    default: description
    }
  }
}

extension Hyperparameter: Codable {
  private enum CodingKeys: String, CodingKey { case name, choices, range, when }

  /// Reads it.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    let choices = try fields.decodeIfPresent([ConfigurationValue].self, forKey: .choices)
    self.init(
      try fields.decode(String.self, forKey: .name),
      try choices.map(Domain.choice)
        ?? .range(try fields.decode(SearchRange.self, forKey: .range)),
      when: try fields.decodeIfPresent(Condition.self, forKey: .when))
  }

  /// Writes it.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(name, forKey: .name)
    switch domain {
    case .choice(let values): try fields.encode(values, forKey: .choices)
    case .range(let range): try fields.encode(range, forKey: .range)
    }
    try fields.encodeIfPresent(condition, forKey: .when)
  }
}
