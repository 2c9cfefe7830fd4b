import ApusCore
import Foundation

/// What the neurons of a layer do with their sums, with the derivative that backpropagation needs.
///
/// Source: lecture S2:640–680, catalogue C3.
public enum UnitFunction: String, Sendable, Hashable, CaseIterable {
  /// z.
  case linear
  /// 1 / (1 + e⁻ᶻ).
  case sigmoid
  /// (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ).
  case tanh
  /// eᶻⁱ / Σⱼ eᶻʲ over the layer; only as an output with the cross-entropy.
  case softmax

  /// The layer's outputs, one sum each.
  public func callAsFunction(_ z: [Double]) -> [Double] {
    switch self {
    case .linear: return z
    case .sigmoid: return z.map { 1 / (1 + exp(-$0)) }
    case .tanh: return z.map { Foundation.tanh($0) }
    case .softmax:
      // Subtracting the largest changes nothing but keeps eᶻ finite.
      let largest = z.max() ?? 0
      let powers = z.map { exp($0 - largest) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    }
  }

  /// The outputs of [examples, units].
  public func callAsFunction(_ z: Tensor) -> Tensor {
    switch self {
    case .linear: z
    case .sigmoid: ApusCore.sigmoid(z)
    case .tanh: ApusCore.tanh(z)
    case .softmax: ApusCore.softmax(z)
    }
  }

  /// f′(z), from a = f(z): 1, a(1 − a) or 1 − a². Traps for softmax, whose outputs depend on each
  /// other.
  public func slope(_ a: Double) -> Double {
    switch self {
    case .linear: return 1
    case .sigmoid: return a * (1 - a)
    case .tanh: return 1 - a * a
    case .softmax: trap(UnitFunction.noSlope)
    }
  }

  /// f′(z) of [examples, units], from a = f(z), as ``slope(_:)-(Double)``.
  public func slope(_ a: Tensor) -> Tensor {
    switch self {
    case .linear: return a.onesLike
    case .sigmoid: return a * (1 - a)
    case .tanh: return 1 - a * a
    case .softmax: trap(UnitFunction.noSlope)
    }
  }

  private static let noSlope =
    "UnitFunction: softmax has no slope of its own; it goes with the cross-entropy"
}
