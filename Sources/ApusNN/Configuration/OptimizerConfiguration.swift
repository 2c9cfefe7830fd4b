/// An optimizer's name and settings, from which it can be made again.
public struct OptimizerConfiguration: Sendable, Hashable, Codable {
  /// One of the names of ``Registry/optimizers``.
  public var name: String
  /// The settings by the names of the initializer's parameters, and `schedule`.
  public var options: [String: ConfigurationValue]

  /// A configuration of these parts.
  public init(name: String, options: [String: ConfigurationValue] = [:]) {
    self.name = name
    self.options = options
  }

  /// The optimizer; throws where its name or a setting is not known or not possible.
  public func makeOptimizer() throws -> any Optimizer {
    try Registry.optimizers.make(name, options)
  }
}

typealias OptimizerEntry = Registry<any Optimizer>.Entry

extension Registry<any Optimizer> {
  /// The optimizers of the library and the program's own. Each takes a `schedule` beside its own
  /// settings.
  public static var optimizers: Registry {
    added.all.map(scheduled).reduce(library) { $0.adding($1) }
  }

  /// The program's own optimizers.
  package static let added = Additions<Entry>()

  private static let library = Registry(
    "an optimizer",
    [
      .adadelta, .adagrad, .adam, .adamax, .adamW, .averagedMomentum, .errorRatioGD, .lbfgs, .lion,
      .nadam, .normalizedGD, .rmsprop, .sgd, .sgdW, .signSGD,
    ].map(scheduled))

  /// The entry with a setting `schedule`.
  private static func scheduled(_ entry: Entry) -> Entry {
    Entry(entry.name, entry.summary, settings: entry.settings) { options in
      let schedule = try options.value("schedule").map(
        Registry<any LearningRateSchedule>.schedules.make)
      let optimizer = try entry.make(&options)
      if let schedule { optimizer.schedule = schedule }
      return optimizer
    }
  }
}

/// The settings that several optimizers have.
extension Options {
  mutating func learningRate(default: Double) throws -> Double {
    try number("learningRate", in: 0...1e6, default: `default`)
  }
}

extension Limit {
  /// How much of a moving mean stays: 0 ≤ share < 1.
  static let decay = Limit.number(0...(1 - 1e-12))
}
