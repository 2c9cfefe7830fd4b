/// An optimizer's name and settings, from which it can be made again.
public struct OptimizerConfiguration: Sendable, Hashable, Codable {
  /// `SGD`, `RMSprop`, `Adam` or `AdamW`.
  public var name: String
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue]

  /// A configuration of these parts.
  public init(name: String, options: [String: ConfigurationValue] = [:]) {
    self.name = name
    self.options = options
  }

  /// The names of all optimizers.
  public static let names = ["Adam", "AdamW", "RMSprop", "SGD"]

  /// The optimizer; throws where its name or a setting is not known or not possible.
  public func makeOptimizer() throws -> any Optimizer {
    var options = Options(self.options, of: name)
    let optimizer: any Optimizer
    switch name {
    case "SGD":
      optimizer = SGD(
        learningRate: try options.learningRate(default: 0.01),
        momentum: try options.number("momentum", in: 0...1, default: 0),
        nesterov: try options.flag("nesterov", default: false),
        weightDecay: try options.weightDecay())
    case "RMSprop":
      optimizer = RMSprop(
        learningRate: try options.learningRate(default: 0.001),
        rho: try options.number("rho", in: 0...1, default: 0.9),
        momentum: try options.number("momentum", in: 0...1, default: 0),
        epsilon: try options.number("epsilon", in: 0...1, default: 1e-7),
        centered: try options.flag("centered", default: false),
        weightDecay: try options.weightDecay())
    case "Adam":
      optimizer = Adam(
        learningRate: try options.learningRate(default: 0.001),
        beta1: try options.number("beta1", in: 0...(1 - 1e-12), default: 0.9),
        beta2: try options.number("beta2", in: 0...(1 - 1e-12), default: 0.999),
        epsilon: try options.number("epsilon", in: 0...1, default: 1e-7),
        weightDecay: try options.weightDecay(),
        amsgrad: try options.flag("amsgrad", default: false))
    case "AdamW":
      optimizer = AdamW(
        learningRate: try options.learningRate(default: 0.001),
        weightDecay: try options.weightDecay() ?? 0.004,
        beta1: try options.number("beta1", in: 0...(1 - 1e-12), default: 0.9),
        beta2: try options.number("beta2", in: 0...(1 - 1e-12), default: 0.999),
        epsilon: try options.number("epsilon", in: 0...1, default: 1e-7),
        amsgrad: try options.flag("amsgrad", default: false))
    default:
      throw ConfigurationError(
        .unknownName,
        "\"\(name.prefix(40))\" is not an optimizer; known are \(OptimizerConfiguration.names.joined(separator: ", "))"
      )
    }
    if let value = options.value("schedule") {
      optimizer.schedule = try ScheduleConfiguration.makeSchedule(value)
    }
    try options.finish()
    return optimizer
  }
}

extension Options {
  fileprivate mutating func learningRate(default: Double) throws -> Double {
    try number("learningRate", in: 0...1e6, default: `default`)
  }

  fileprivate mutating func weightDecay() throws -> Double? {
    value("weightDecay") == nil ? nil : try number("weightDecay", in: 0...1e6)
  }
}
