import ApusCore
import ApusNN

/// A layer with settings as tests use it: alone in a model, with the shapes of its inputs.
///
/// Tests of gradients, of saving, of ONNX and of Keras's files go through ``all``, a list for each
/// family: a new layer is tried by all of them when it has an example.
package struct LayerExample: CustomStringConvertible, Sendable {
  /// The layer's name in a registry.
  package let layer: String
  /// The shapes of its inputs, for one example.
  package let shapes: [Shape]
  /// The inputs whose small changes change the outputs evenly.
  package private(set) var smoothInputs: Set<Int>
  /// Which of the layer's examples it is, from 0.
  fileprivate var number = 0
  private let make: @Sendable (DType) -> any Layer

  package var description: String { number == 0 ? layer : "\(layer) \(number + 1)" }

  private init(
    _ layer: String, _ shapes: [Shape], smooth: Set<Int>? = nil,
    _ make: @escaping @Sendable (DType) -> any Layer
  ) {
    self.layer = layer
    self.shapes = shapes
    self.make = make
    smoothInputs = smooth ?? Set(shapes.indices)
  }

  /// A layer on one input of this shape.
  static func alone(
    _ shape: Shape, _ make: @escaping @Sendable () -> any ConfigurableModule & Layer
  ) -> LayerExample {
    LayerExample(type(of: make()).typeName, [shape]) { _ in Sequential([make()]) }
  }

  /// A layer of whole numbers below 2, which an input of this shape is brought to.
  static func ofNumbers(
    _ shape: Shape, _ make: @escaping @Sendable () -> any ConfigurableModule & Layer
  ) -> LayerExample {
    LayerExample(type(of: make()).typeName, [shape], smooth: []) { _ in
      Sequential([Activation(.hardSigmoid), Rescaling(1.99), make()])
    }
  }

  /// A layer on several inputs of these shapes, in a graph.
  static func joined(
    _ shapes: Shape..., smooth: Set<Int>? = nil,
    _ make: @escaping @Sendable () -> any ConfigurableModule & MergeLayer
  ) -> LayerExample {
    LayerExample(type(of: make()).typeName, shapes, smooth: smooth) { dtype in
      let inputs = shapes.map { Input($0, dtype: dtype) }, layer: any MergeLayer = make()
      return Model(inputs: inputs, outputs: [layer(inputs)])
    }
  }

  /// A layer that arithmetic on an input of this shape makes.
  static func arithmetic(
    _ shape: Shape, _ formula: @escaping @Sendable (Symbol) -> Symbol
  ) -> LayerExample {
    LayerExample(TensorOperation.typeName, [shape]) { dtype in
      let input = Input(shape, dtype: dtype)
      return Model(inputs: [input], outputs: [formula(input)])
    }
  }

  /// The shape that a model of one input is built with; nil for a graph, which knows its own.
  package var inputShape: Shape? { make(.float32) is Model ? nil : shapes[0] }

  /// The model, built, with weights from a seed.
  package func model(_ dtype: DType = .float32) -> any Layer {
    RandomGenerator.with(seed: 5) {
      let model = make(dtype)
      if !(model is Model) { model.build(shapes[0], dtype: dtype) }
      return model
    }
  }

  /// A batch of inputs; boxes lie within an image.
  package func inputs(count: Int = 2) -> [Tensor] {
    RandomGenerator.with(seed: 11) {
      shapes.map { shape in
        if shape == LayerExample.boxes {
          let corners: [Float] = [0, 0, 4, 4, 1, 1, 5, 6, 2, 0, 5, 3]
          return .concatenated((0..<count).map { _ in Tensor(corners, shape: [1, 3, 4]) })
        }
        return .randomNormal(shape.inserting(count, at: 0))
      }
    }
  }

  /// What `model` makes of inputs, as in inference.
  package func outputs(of model: any Layer, _ inputs: [Tensor]) -> [Tensor] {
    Mode.inference { (model as? Model).map { $0(inputs) } ?? [model(inputs[0])] }
  }

  // MARK: Shapes

  static let steps: Shape = [8, 6]
  static let image: Shape = [8, 6, 4]
  static let volume: Shape = [6, 4, 4, 2]
  static let boxes: Shape = [3, 4]

  /// All examples, at least one of each layer.
  package static let all: [LayerExample] = {
    var counts: [String: Int] = [:]
    let lists = [
      activations, attentions, convolutions, dense, dropouts, embeddings, merges, normalizations,
      poolings, regions, shapings, wrappers,
    ]
    return lists.flatMap { $0 }.map { example in
      var example = example
      example.number = counts[example.layer, default: 0]
      counts[example.layer] = example.number + 1
      return example
    }
  }()
}
