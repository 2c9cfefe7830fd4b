import ApusCore

typealias ConstraintKind = ConfigurableKind<Constraint>

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

  static let kinds: [ConstraintKind] = [.maxNorm, .minMaxNorm, .nonNegative, .unitNorm]

  /// The names of all constraints.
  public static var names: [String] { kinds.map(\.name) }

  var configuration: ConfigurationValue {
    .object(options.merging(["name": .text(name)]) { a, _ in a })
  }

  /// w · f(‖w‖)/(‖w‖ + 10⁻⁷), the norm over `axes`.
  static func rescaled(
    _ weight: Tensor, _ axes: [Int], _ length: (_ norm: Tensor) -> Tensor
  ) -> Tensor {
    let norm = sqrt((weight * weight).sum(axes: axes, keepDimensions: true))
    return weight * (length(norm) / (norm + 1e-7))
  }
}

extension Options {
  /// A constraint: an object with a name and settings; nil where it is missing.
  mutating func constraint(_ name: String) throws -> Constraint? {
    try value(name).map { try Constraint.kinds.make($0, "a constraint") }
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

extension ConfigurableModule {
  /// Throws where `constraint` takes norms over an axis that a weight of `rank` axes does not have.
  func check(_ constraint: Constraint?, rank: Int) throws {
    guard let constraint, case .list(let axes)? = constraint.options["axes"] else { return }
    for case .integer(let axis) in axes where axis >= rank {
      throw ConfigurationError(
        .invalidOption, "\(constraint.name): axis \(axis) of a weight that has \(rank) axes")
    }
  }
}

extension Collection<Int> {
  var configuration: ConfigurationValue { .list(map { .integer($0) }) }
}
