import ApusCore

/// A value in a functional graph that has a shape but no elements: an input, or what a layer gives.
///
/// ```swift
/// let x = Input([784])
/// let hidden = Dense(512, activation: .relu)(x)
/// let model = Model(inputs: x, outputs: Dense(10)(hidden) + Dense(10)(x))
/// ```
///
/// Calling a layer on a symbol declares the layer's parameters; no memory is taken.
public struct Symbol {
  let node: GraphNode

  /// An input of a graph.
  ///
  /// - Parameters:
  ///   - shape: of one example, without the batch axis.
  ///   - name: as in summaries; nil for `input`, `input_1`, ….
  public init(_ shape: Shape, dtype: DType = .float32, name: String? = nil) {
    node = GraphNode(
      .input(name: name), inputs: [], type: TensorType(shape.inserting(1, at: 0), dtype))
  }

  init(_ node: GraphNode) { self.node = node }

  /// The shape of one example, without the batch axis.
  public var shape: Shape { node.type.shape.removing(0) }

  /// Whether it is an input, not what a layer gives.
  var isInput: Bool { if case .input = node.operation { true } else { false } }

  /// The element type.
  public var dtype: DType { node.type.dtype }
}

/// An input of a functional graph: `Input([28, 28, 1])`.
public typealias Input = Symbol

/// One application of a layer in a functional graph.
final class GraphNode {
  enum Operation {
    case input(name: String?)
    case layer(any Layer)
    case merge(any MergeLayer)

    /// The layer, if it is not an input.
    var module: (any Module)? {
      switch self {
      case .input: nil
      case .layer(let layer): layer
      case .merge(let layer): layer
      }
    }
  }

  let operation: Operation
  let inputs: [GraphNode]
  /// The output's type for a batch of one.
  let type: TensorType

  init(_ operation: Operation, inputs: [GraphNode], type: TensorType) {
    self.operation = operation
    self.inputs = inputs
    self.type = type
  }

  /// The node of a layer applied to `inputs`, its output's type found on the meta device.
  convenience init(_ operation: Operation, applying inputs: [GraphNode]) {
    self.init(
      operation, inputs: inputs, type: operation.outputType(for: inputs.map(\.type)))
  }
}

extension GraphNode.Operation {
  func apply(to inputs: [Tensor]) -> Tensor {
    switch self {
    case .input: inputs[0]
    case .layer(let layer): layer(inputs[0])
    case .merge(let layer): layer(inputs)
    }
  }
}

extension Layer {
  /// The layer's output as a value of a functional graph. A layer called several times shares its
  /// parameters.
  public func callAsFunction(_ input: Symbol) -> Symbol {
    Symbol(GraphNode(.layer(self), applying: [input.node]))
  }
}

extension MergeLayer {
  /// The layer's output as a value of a functional graph.
  public func callAsFunction(_ inputs: [Symbol]) -> Symbol {
    Symbol(GraphNode(.merge(self), applying: inputs.map(\.node)))
  }

  /// The layer's output as a value of a functional graph.
  public func callAsFunction(_ inputs: Symbol...) -> Symbol { self(inputs) }
}

extension Symbol: CustomStringConvertible {
  /// The type of one example's values, as in `Symbol float32[28, 28, 1]`.
  public var description: String {
    "Symbol \(TensorType(node.type.shape.removing(0), node.type.dtype))"
  }
}
