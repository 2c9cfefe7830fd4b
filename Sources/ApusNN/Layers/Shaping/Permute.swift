import ApusCore

/// An example's axes in another order: the output's axis i is the input's axis order[i − 1].
///
/// ```swift
/// Permute([2, 1])   // [batch, 10, 64] → [batch, 64, 10]
/// ```
///
/// Input [batch, …]; output the same elements. Axes are counted from 1, as in Keras: 0 is the
/// batch, which stays.
public final class Permute: ConfiguredLayer {
  /// The settings of ``Permute``.
  public struct Configuration: Settings {
    /// The input's axis for each of the output's; must be given.
    public var order = [0]
    public static let limits: Limits = ["order": .size.times(0...(Shape.maximumRank - 1))]
    public static var defaults: Self { Self() }

    public func validate() throws {
      try require(
        order.sorted() == Array(1..<(order.count + 1)),
        "order \(order); it must name each of 1, 2, … once")
    }
  }

  public static let summary =
    "an example's axes in another order: the output's axis i is the input's axis order[i − 1]"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps where `order` does not name each of 1, 2, … once.
  public convenience init(_ order: [Int], name: String? = nil) {
    self.init(Configuration(order: order), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank == settings.order.count + 1,
      "Permute: an input of shape \(input.shape) for the order \(settings.order)")
    return input.transposed(axes: [0] + settings.order)
  }
}

extension Permute: PlaceMixingLayer {
  /// Whether any axis moves.
  public func mixesPlaces(_ inputShape: Shape) -> Bool { settings.order != settings.order.sorted() }
}
