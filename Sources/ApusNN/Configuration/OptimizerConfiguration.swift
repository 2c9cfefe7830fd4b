typealias OptimizerKind = ConfigurableKind<any Optimizer>

/// An optimizer's name and settings, from which it can be made again.
public struct OptimizerConfiguration: Sendable, Hashable, Codable {
  /// One of ``names``.
  public var name: String
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue]

  /// A configuration of these parts.
  public init(name: String, options: [String: ConfigurationValue] = [:]) {
    self.name = name
    self.options = options
  }

  static var kinds: [OptimizerKind] {
    library + Registry<any Optimizer>.added.all.map { Kind($0.name, $0.summary, make: $0.make) }
  }

  private typealias Kind = OptimizerKind

  private static let library: [OptimizerKind] = [
    .adadelta, .adagrad, .adam, .adamax, .adamW, .averagedMomentum, .errorRatioGD, .lbfgs, .lion,
    .nadam, .normalizedGD, .rmsprop, .sgd, .sgdW, .signSGD,
  ]

  /// The names of all optimizers.
  public static var names: [String] { kinds.map(\.name) }

  /// The names of all optimizers, and what each does in one line.
  public static var summaries: [(name: String, summary: String)] {
    kinds.map { ($0.name, $0.summary) }
  }

  /// The optimizer; throws where its name or a setting is not known or not possible.
  public func makeOptimizer() throws -> any Optimizer {
    let kind: OptimizerKind = try Self.kinds.kind(named: name, "an optimizer")
    var options = Options(self.options, of: name)
    let optimizer = try kind.make(&options)
    if let value = options.value("schedule") {
      optimizer.schedule = try ScheduleConfiguration.makeSchedule(value)
    }
    try options.finish()
    return optimizer
  }
}

/// The settings that several optimizers have.
extension Options {
  mutating func learningRate(default: Double) throws -> Double {
    try number("learningRate", in: 0...1e6, default: `default`)
  }

  mutating func weightDecay() throws -> Double? {
    value("weightDecay") == nil ? nil : try number("weightDecay", in: 0...1e6)
  }

  /// How much of a moving mean stays: 0 ≤ share < 1.
  mutating func share(_ name: String, default: Double) throws -> Double {
    try number(name, in: 0...(1 - 1e-12), default: `default`)
  }

  mutating func epsilon(default: Double = 1e-7) throws -> Double {
    try number("epsilon", in: 0...1, default: `default`)
  }
}
