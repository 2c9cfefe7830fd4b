import ApusCore

/// A penalty on the size of a tensor: λ₁ Σ|w| + λ₂ Σw².
///
/// ```swift
/// Dense(64, activation: .relu, kernelRegularizer: .l2(1e-4))
/// ```
///
/// Biases have none unless asked. A loss adds the penalties through ``Penalty``. The weight decay λ
/// of an optimizer is λ₂ = λ/2 for plain SGD, and apart from the gradient for all others. Source:
/// Keras 3 `L1L2`; lectures S0 and S4, regularization.
public struct Regularizer: Sendable, Hashable {
  /// λ₁.
  public let l1: Double
  /// λ₂.
  public let l2: Double

  /// λ₁ Σ|w| + λ₂ Σw²: elastic net. Traps where a factor is negative.
  public static func elastic(l1: Double = 0.01, l2: Double = 0.01) -> Regularizer {
    require(l1 >= 0 && l2 >= 0, "Regularizer: factors \(l1) and \(l2); neither may be below 0")
    return Regularizer(l1: l1, l2: l2)
  }

  /// λ Σ|w|: drives weights to 0.
  public static func l1(_ factor: Double = 0.01) -> Regularizer { .elastic(l1: factor, l2: 0) }

  /// λ Σw²: keeps weights small.
  public static func l2(_ factor: Double = 0.01) -> Regularizer { .elastic(l1: 0, l2: factor) }

  /// The penalty of `tensor`, a scalar; it differentiates.
  public func callAsFunction(_ tensor: Tensor) -> Tensor {
    let squares = { (tensor * tensor).sum() * l2 }
    if l1 == 0 { return squares() }
    let sizes = abs(tensor).sum() * l1
    return l2 == 0 ? sizes : sizes + squares()
  }
}

extension Regularizer: SettingValue {
  public var configuration: ConfigurationValue {
    .object(["l1": .number(l1), "l2": .number(l2)])
  }

  /// A regularizer: an object with `l1`, `l2` or both.
  public static func read(_ name: String, from options: inout Options) throws -> Regularizer {
    guard case .object(let settings) = options.value(name) else {
      throw options.wrong(name, "an object with l1, l2 or both")
    }
    var factors = Options(settings, of: "\(options.owner): \(name)")
    let regularizer = Regularizer.elastic(
      l1: try factors.number("l1", in: 0...1e6, default: 0),
      l2: try factors.number("l2", in: 0...1e6, default: 0))
    try factors.finish()
    return regularizer
  }
}

extension Options {
  /// A regularizer; nil where it is missing.
  mutating func regularizer(_ name: String) throws -> Regularizer? {
    value(name) == nil ? nil : try Regularizer.read(name, from: &self)
  }
}
