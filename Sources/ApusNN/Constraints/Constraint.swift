import ApusCore

typealias ConstraintEntry = Registry<Constraint>.Entry

/// What weights must fulfil: after each update they are moved to the nearest that do, or so.
///
/// ```swift
/// Dense(64, kernelConstraint: .maxNorm(3))
/// ```
///
/// Norms are taken over `axes`: [0] for a dense layer's weight [inputs, units], so one a unit; [0,
/// 1, 2] for filters. ``Constraints`` applies those of a model. Source: Keras 3; lecture S0, weight
/// constraints.
public struct Constraint: Sendable {
  /// The name in configurations.
  public let name: String
  /// The settings in configurations.
  public let options: [String: ConfigurationValue]
  private let function: @Sendable (Tensor) -> Tensor

  init(
    _ name: String, _ options: [String: ConfigurationValue] = [:],
    _ function: @escaping @Sendable (Tensor) -> Tensor
  ) {
    self.name = name
    self.options = options
    self.function = function
  }

  /// The weights as they shall be.
  public func callAsFunction(_ weight: Tensor) -> Tensor { function(weight) }

  static let registry = Registry(
    "a constraint", [.maxNorm, .minMaxNorm, .nonNegative, .unitNorm])

  /// The names of all constraints.
  public static var names: [String] { registry.names }

  /// w · f(‖w‖)/(‖w‖ + 10⁻⁷), the norm over `axes`.
  static func rescaled(
    _ weight: Tensor, _ axes: [Int], _ length: (_ norm: Tensor) -> Tensor
  ) -> Tensor {
    let norm = sqrt((weight * weight).sum(axes: axes, keepDimensions: true))
    return weight * (length(norm) / (norm + 1e-7))
  }
}

extension Options {
  /// A constraint; nil where it is missing.
  mutating func constraint(_ name: String) throws -> Constraint? {
    value(name) == nil ? nil : try Constraint.read(name, from: &self)
  }

  /// The axes of a norm.
  mutating func normAxes() throws -> [Int] {
    let axes = try integers("axes", count: 1...7, in: 0...6, default: [0])
    guard Set(axes).count == axes.count else {
      throw ConfigurationError(.invalidOption, "\(owner): axes \(axes); each may be named once")
    }
    return axes
  }
}

extension Constraint: SettingValue {
  /// An object with a name and settings.
  public var configuration: ConfigurationValue {
    .object(options.merging(["name": .text(name)]) { a, _ in a })
  }

  public static func read(_ name: String, from options: inout Options) throws -> Constraint {
    try registry.make(options.value(name) ?? .null)
  }

  /// Whether they have the same name and settings.
  public static func == (a: Constraint, b: Constraint) -> Bool {
    a.name == b.name && a.options == b.options
  }

  /// By name and settings.
  public func hash(into hasher: inout Hasher) { hasher.combine(configuration) }

  /// Traps if the norms are taken over an axis that a parameter of this shape does not have.
  func requireAxes(of shape: Shape) {
    guard case .list(let axes)? = options["axes"] else { return }
    for case .integer(let axis) in axes {
      require(axis < shape.rank, "\(name): axis \(axis) of a weight of shape \(shape)")
    }
  }
}

extension Collection<Int> {
  var configuration: ConfigurationValue { .list(map { .integer($0) }) }
}
