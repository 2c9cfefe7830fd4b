import ApusCore

/// A layer whose weights have a direction and a length of their own: W = g v/‖v‖, the norm over the
/// inputs of each unit or filter, all axes but the last.
///
/// ```swift
/// WeightNormalized(Conv2D(64, kernel: 3, activation: .relu))
/// ```
///
/// v is the inner layer's own weight. At first g = ‖v‖: W is what the initializer gave. Weights are
/// the learned parameters of two axes or more; each has its lengths [units]. Regularizers and
/// constraints of the inner layer see v, as PyTorch's weight decay does: what they do to its length
/// changes the steps' size, not W. Input and output are the inner layer's. Source: Salimans &
/// Kingma 2016; PyTorch `weight_norm`; lecture S0, normalization of weights.
public final class WeightNormalized: LayerWrapper {
  public static let summary =
    "a layer whose weights have a direction and a length of their own: W = g v/‖v‖"
  /// The layer that it runs.
  public let layer: any Layer & ConfigurableModule
  /// g of each weight, [units]; none before the first call.
  public private(set) var lengths: [Parameter] = []
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The layer with normalized weights.
  public init(_ layer: any Layer & ConfigurableModule, name: String? = nil) {
    self.layer = layer
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let weights = weights(for: input)
    if lengths.isEmpty {
      lengths = weights.map { weight in
        let length = Parameter()
        if let type = weight.type {
          length.declare([type.shape[type.shape.rank - 1]], dtype: type.dtype) { _, _ in
            columnNorms(weight.wrappedValue.withoutDerivative)
          }
        }
        return length
      }
    }
    return output(for: input, weights[...]) { weight, place in
      withLengths(weight.wrappedValue, lengths[place].wrappedValue)
    }
  }

  /// Whether it has its lengths and the inner layer's are fixed.
  public var hasFixedChildren: Bool { !lengths.isEmpty && layer.hasFixedChildren }
}

extension WeightNormalized {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["layer": layerConfiguration] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(try options.layer("layer"), name: name)
  }
}

/// Below what a norm is not taken to be: columns of zeros stay zeros, and have derivatives.
let leastNorm = 1e-12

/// ‖v‖ over all axes but the last.
func columnNorms(_ v: Tensor) -> Tensor {
  sqrt((v * v).sum(axes: Array(0..<(v.rank - 1))) + leastNorm * leastNorm)
}

/// g v/‖v‖: the columns of v brought to the lengths g.
func withLengths(_ v: Tensor, _ g: Tensor) -> Tensor { v * (g / columnNorms(v)) }
