import ApusCore

/// A module that turns one tensor into another.
///
/// A layer declares its parameters at its first call, from the input's shape, so `Dense(512)` needs
/// no input size.
public protocol Layer: Module, SequentialPart {
  /// The name a model gives it; nil for one made from the type (`dense`, `dense_1`, …).
  var name: String? { get }

  /// The layer's output.
  func callAsFunction(_ input: Tensor) -> Tensor
}

/// A module that turns several tensors into one.
public protocol MergeLayer: Module {
  /// The name a model gives it; nil for one made from the type.
  var name: String? { get }

  /// The layer's output.
  func callAsFunction(_ inputs: [Tensor]) -> Tensor
}

extension Layer {
  /// The name that a model gives it; nil for one made from the type.
  public var name: String? { nil }

  /// Declares all parameters by one call on the meta device: only shapes are computed, no memory is
  /// taken, and the parameters' first values are made when they are first read. A layer that
  /// assigns a parameter at its first call is called once more, with an example of zeros.
  ///
  /// Traps where the layer reads a parameter that it does not hold, such as one in a closure: it
  /// would not be trained.
  ///
  /// - Parameters:
  ///   - inputShape: the shape of one example, without the batch axis. Traps where the layer cannot
  ///     take it.
  ///   - dtype: the input's element type, which the parameters get where it is floating point.
  /// - Returns: the shape of the output for one example.
  @discardableResult
  public func build(_ inputShape: Shape, dtype: DType = .float32) -> Shape {
    let type = TensorType(inputShape.inserting(1, at: 0), dtype)
    let output = GraphNode.Operation.layer(self).outputType(for: [type])
    if parameters.contains(where: \.lacksValue) {
      // A layer that assigns parameters at its first call, instead of declaring them, must be
      // called with numbers.
      _ = Mode.inference { withoutDerivatives { self(.zeros(type.shape, dtype: dtype)) } }
    }
    return output.shape.removing(0)
  }
}

extension MergeLayer {
  /// The name that a model gives it; nil for one made from the type.
  public var name: String? { nil }

  /// The layer's output for these inputs.
  public func callAsFunction(_ inputs: Tensor...) -> Tensor { self(inputs) }
}

extension DType {
  /// The element type of parameters for an input of this type.
  var forParameters: DType { isFloatingPoint ? self : .float32 }
}
