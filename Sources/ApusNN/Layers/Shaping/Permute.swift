import ApusCore

/// An example's axes in another order: the output's axis i is the input's axis order[i − 1].
///
/// ```swift
/// Permute([2, 1])   // [batch, 10, 64] → [batch, 64, 10]
/// ```
///
/// Input [batch, …]; output the same elements. Axes are counted from 1, as in Keras: 0 is the
/// batch, which stays.
public final class Permute: Layer {
  /// The input's axis for each of the output's.
  public let order: [Int]
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where `order` does not name each of 1, 2, … once.
  public init(_ order: [Int], name: String? = nil) {
    require(
      Permute.isPermutation(order), "Permute: \(order); it must name each of 1, 2, … once")
    self.order = order
    self.name = name
  }

  private static func isPermutation(_ order: [Int]) -> Bool {
    order.count < Shape.maximumRank && order.sorted() == Array(1..<(order.count + 1))
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank == order.count + 1,
      "Permute: an input of shape \(input.shape) for the order \(order)")
    return input.transposed(axes: [0] + order)
  }

  /// True: it has no parameters.
  public var hasFixedChildren: Bool { true }
}

extension Permute: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["order": .integers(order)] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    let order = try options.integers("order", count: 0...(Shape.maximumRank - 1))
    guard Permute.isPermutation(order) else {
      throw ConfigurationError(
        .invalidOption, "\(options.owner): order \(order) does not name each of 1, 2, … once")
    }
    self.init(order, name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    guard try single(inputs).rank == order.count else {
      throw impossible(inputs, "does not have the axes of \(order)")
    }
  }
}
