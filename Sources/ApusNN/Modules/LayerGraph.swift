import ApusCore

/// Which layer of a model takes what other layers give: what a diagram shows. Computed on the meta
/// device, without memory.
public struct LayerGraph: Sendable, Hashable {
  /// A use of a layer, or an input.
  public struct Node: Sendable, Hashable {
    /// The layer's name in the model.
    public let name: String
    /// The layer's type.
    public let type: String
    /// The shape of its output for one example, without the batch axis.
    public let output: Shape
    /// The numbers that it learns and keeps; a layer that is used again has them at its first use
    /// only.
    public let parameters: Int
    /// The nodes whose outputs it takes, by their places in the list.
    public let inputs: [Int]

    /// A node.
    public init(name: String, type: String, output: Shape, parameters: Int, inputs: [Int]) {
      self.name = name
      self.type = type
      self.output = output
      self.parameters = parameters
      self.inputs = inputs
    }
  }

  /// The model's name.
  public let name: String
  /// The nodes, each after its inputs.
  public let nodes: [Node]

  /// A graph of these nodes; traps where one takes what comes after it.
  public init(name: String, nodes: [Node]) {
    for (place, node) in nodes.enumerated() {
      require(
        node.inputs.allSatisfy { (0..<place).contains($0) },
        "LayerGraph: node \(place) takes \(node.inputs); it may take what comes before it")
    }
    self.name = name
    self.nodes = nodes
  }

  /// The numbers of all layers.
  public var parameters: Int { nodes.reduce(0) { $0 + $1.parameters } }
}

extension Layer {
  /// Builds the model for examples of this shape and tells how its layers hang together; traps
  /// where it cannot take the shape. A model that is neither ``Sequential`` nor ``Model`` is one
  /// node, as are those within another.
  public func layerGraph(_ inputShape: Shape, dtype: DType = .float32) -> LayerGraph {
    graph(of: self, metaInputs(inputShape, dtype))
  }

  /// The same as ``layerGraph(_:dtype:)``, and throws a ``ConfigurationError`` where the model
  /// cannot take the shape: for shapes that come from outside the program.
  public func checkedLayerGraph(_ inputShape: Shape, dtype: DType = .float32) throws -> LayerGraph {
    try checkedBuild(inputShape, dtype: dtype)
    return layerGraph(inputShape, dtype: dtype)
  }
}

extension Model {
  /// How the graph's layers hang together, its inputs first.
  public func layerGraph() -> LayerGraph {
    graph(of: self, metaInputs)
  }
}

private func graph(of model: any Layer, _ inputs: [Tensor]) -> LayerGraph {
  let names = (model as? Model)?.inputNames ?? ["input"]
  var nodes = zip(names, inputs).map { name, input in
    LayerGraph.Node(
      name: name, type: "Input", output: input.shape.removing(0), parameters: 0, inputs: [])
  }
  var seen: Set<ObjectIdentifier> = []
  for use in layerUses(of: model, inputs) {
    let isFirst = seen.insert(ObjectIdentifier(use.layer)).inserted
    nodes.append(
      LayerGraph.Node(
        name: use.name, type: typeName(of: use.layer), output: use.output,
        parameters: isFirst ? use.layer.parameterCount : 0, inputs: use.inputs))
  }
  return LayerGraph(name: model.ownName, nodes: nodes)
}
