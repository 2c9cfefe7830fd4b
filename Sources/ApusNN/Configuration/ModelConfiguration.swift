import ApusCore

/// A model's architecture: what a model file carries beside its weights.
///
/// ```swift
/// let configuration = try ModelConfiguration(of: model)
/// let again = try configuration.makeModel(inputShape: [28, 28, 1])
/// ```
public struct ModelConfiguration: Sendable, Hashable, Codable {
  /// What is computed: a chain of layers or a graph.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// A ``ApusNN/Sequential``.
    case sequential = "Sequential"
    /// A ``ApusNN/Model``.
    case graph = "Model"
  }

  /// An input of a graph.
  public struct Input: Sendable, Hashable, Codable {
    /// The input's name.
    public var name: String
    /// The shape of one example, without the batch axis. An extent of −1 is open: see
    /// ``ModelConfiguration/isOpen``.
    public var shape: [Int]
    /// The name of the element type.
    public var dtype: String

    /// An input of these parts.
    public init(name: String, shape: [Int], dtype: String) {
      self.name = name
      self.shape = shape
      self.dtype = dtype
    }

    fileprivate init(named name: String, _ type: TensorType) {
      self.init(
        name: name, shape: type.shape.removing(0).array, dtype: type.dtype.description)
    }

    /// The type of a batch of one; throws where the shape is impossible or the element type is not
    /// known.
    fileprivate func type() throws -> TensorType {
      try Self.check(shape, named: name)
      guard let type = DType.allCases.first(where: { $0.description == dtype }) else {
        throw ConfigurationError(
          .malformedGraph,
          "model configuration: \"\(dtype.prefix(40))\" is not an element type")
      }
      return TensorType(Shape(shape).inserting(1, at: 0), type)
    }

    /// Throws where an input cannot have this shape.
    fileprivate static func check(_ shape: [Int], named name: String) throws {
      guard shape.count < Shape.maximumRank,
        shape.allSatisfy({ 1...Options.largestSize ~= $0 }),
        shape.reduce(1.0, { $0 * Double($1) }) <= Double(1 << 36)
      else {
        throw ConfigurationError(
          .impossibleShape,
          "input \"\(name.prefix(40))\": a shape of \(shape.prefix(9)) is impossible")
      }
    }
  }

  /// The application of a layer.
  public struct Step: Sendable, Hashable, Codable {
    /// The layer's name. A name that occurs again stands for the same layer, with the same
    /// parameters.
    public var layer: String
    /// The layer's type and settings, or those of a model within the model; nil where the name
    /// occurred before.
    public var content: Content?
    /// The values it takes, by number: the graph's inputs first, then one value a step. Nil in a
    /// chain.
    public var inputs: [Int]?

    /// A step of these parts.
    public init(layer: String, content: Content?, inputs: [Int]? = nil) {
      self.layer = layer
      self.content = content
      self.inputs = inputs
    }
  }

  /// A layer, or a model as a layer.
  public indirect enum Content: Sendable, Hashable {
    /// A layer.
    case layer(LayerConfiguration)
    /// A model within the model.
    case model(ModelConfiguration)
  }

  /// Chain or graph.
  public var kind: Kind
  /// The model's name; nil where it has none.
  public var name: String?
  /// The inputs of a graph; of a chain its input, nil where it was not built.
  public var inputs: [Input]?
  /// The applications of layers, each after those it depends on.
  public var steps: [Step]
  /// The values that a graph gives, by number; nil for a chain.
  public var outputs: [Int]?

  /// A configuration of these parts; ``makeModel(inputShape:dtype:registry:)`` checks them.
  public init(
    kind: Kind, name: String? = nil, inputs: [Input]? = nil, steps: [Step], outputs: [Int]? = nil
  ) {
    self.kind = kind
    self.name = name
    self.inputs = inputs
    self.steps = steps
    self.outputs = outputs
  }
}

extension ModelConfiguration.Content: Codable {
  private enum CodingKeys: String, CodingKey { case kind }

  /// Reads it.
  public init(from decoder: any Decoder) throws {
    let isModel = try decoder.container(keyedBy: CodingKeys.self).contains(.kind)
    self =
      isModel
      ? .model(try ModelConfiguration(from: decoder))
      : .layer(try LayerConfiguration(from: decoder))
  }

  /// Writes it.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .layer(let layer): try layer.encode(to: encoder)
    case .model(let model): try model.encode(to: encoder)
    }
  }
}

// MARK: Open extents

extension ModelConfiguration {
  /// Whether an input has an extent that is open, −1; such a model can be made once it is filled.
  public var isOpen: Bool { inputs?.contains { $0.shape.contains(-1) } ?? false }

  /// The configuration with `size` for every extent that is open.
  package func filled(by size: Int) -> ModelConfiguration {
    var result = self
    result.inputs = inputs?.map { input in
      Input(
        name: input.name, shape: input.shape.map { $0 == -1 ? size : $0 }, dtype: input.dtype)
    }
    return result
  }
}

// MARK: Describing

extension ModelConfiguration {
  /// The architecture of a ``Sequential`` or ``Model``; throws where it is neither or one of its
  /// layers cannot describe itself.
  ///
  /// - Parameter registry: the layer types that a reader will know, those within wrappers included;
  ///   nil: all that are in the model.
  public init(of model: any Layer, registry given: LayerRegistry? = nil) throws {
    let registry = given ?? LayerRegistry(of: model)
    var described: Set<String> = []
    func content(of module: any Module, _ name: String, _ ownName: String?) throws -> Content? {
      guard described.insert(name).inserted else { return nil }
      if let layer = module as? any ConfigurableModule {
        let kind = type(of: layer)
        // A function of the user's own has no name that a reader could know: better to say so now
        // than then.
        var options = Options(layer.options, of: "layer \"\(name)\"", registry: registry)
        _ = try kind.init(options: &options, name: ownName)
        try options.finish()
        return .layer(
          LayerConfiguration(type: kind.typeName, name: ownName, options: layer.options))
      }
      if let inner = module as? any Layer, inner is Sequential || inner is Model {
        return .model(try ModelConfiguration(of: inner, registry: registry))
      }
      throw ConfigurationError(
        .notDescribable,
        """
        layer "\(name)": a \(typeName(of: module)) cannot describe itself for a model file; make \
        the class a ConfigurableModule, or keep the weights alone with saveWeights(to:)
        """
      )
    }
    if let model = model as? Sequential {
      kind = .sequential
      name = model.name
      inputs = model.inputType.map { [Input(named: "input", $0)] }
      steps = try zip(model.layerNames, model.layers).map { name, layer in
        Step(layer: name, content: try content(of: layer, name, layer.name))
      }
    } else if let model = model as? Model {
      kind = .graph
      name = model.name
      inputs = zip(model.inputNames, model.inputTypes).map { Input(named: $0, $1) }
      steps = try model.steps.map { step in
        guard let module = step.operation.module else {
          throw ConfigurationError(.malformedGraph, "an input is used as a layer")
        }
        return Step(
          layer: step.name, content: try content(of: module, step.name, step.operation.name),
          inputs: step.inputs)
      }
      outputs = model.outputPlaces
    } else {
      throw ConfigurationError(
        .notDescribable,
        """
        a \(typeName(of: model)) cannot describe its architecture; only a Sequential or a Model can
        """
      )
    }
  }
}

// MARK: Building

extension ModelConfiguration {
  /// The model, built: its parameters have shapes, and values when they are first read or set.
  ///
  /// Everything is checked before it is used: throws a ``ConfigurationError`` where a layer or
  /// setting is not known, a value is outside its range, a shape is impossible, or the graph does
  /// not fit together.
  ///
  /// - Parameters:
  ///   - inputShape: the shape of one example; a graph that knows its own may do without, and must
  ///     agree.
  ///   - registry: the layer types that the configuration may name.
  public func makeModel(
    inputShape: Shape? = nil, dtype: DType = .float32, registry: LayerRegistry = .standard
  ) throws -> any Layer {
    var types: [TensorType]?
    if let inputShape {
      try Input.check(inputShape.array, named: "input")
      types = [TensorType(inputShape.inserting(1, at: 0), dtype)]
    }
    return try makeModel(types, registry, depth: 0)
  }

  private func makeModel(
    _ types: [TensorType]?, _ registry: LayerRegistry, depth: Int
  ) throws -> any Layer {
    guard depth < 32 else { throw malformed("models are nested more than 32 deep") }
    guard steps.count <= 100_000 else { throw malformed("it has \(steps.count) steps") }
    if let name, name.isEmpty || name.count > 200 || name.contains(".") {
      throw malformed("\"\(name.prefix(40))\" cannot be a model's name")
    }
    var builder = StepBuilder(registry: registry, depth: depth)
    switch kind {
    case .sequential:
      guard inputs?.count ?? 1 == 1, outputs == nil, steps.allSatisfy({ $0.inputs == nil }) else {
        throw malformed("a Sequential has one input, and no outputs of its own")
      }
      guard let types = try types ?? inputs?.map({ try $0.type() }), types.count == 1 else {
        throw malformed("a Sequential needs the shape of its input")
      }
      var type = types[0]
      var layers: [any Layer] = []
      for step in steps {
        let module = try builder.module(for: step, [type])
        guard let layer = module as? any Layer else {
          throw malformed("\(typeName(of: module)) takes several inputs and cannot be in a chain")
        }
        type = try checkedOutput(of: layer, for: [type])
        layers.append(layer)
      }
      return Sequential(layers, name: name, inputType: types[0])
    case .graph:
      return try makeGraph(types, &builder)
    }
  }

  private func makeGraph(
    _ types: [TensorType]?, _ builder: inout StepBuilder
  ) throws -> Model {
    guard let inputs, let outputs, !inputs.isEmpty, !outputs.isEmpty, inputs.count <= 1024 else {
      throw malformed("a Model needs inputs and outputs")
    }
    var nodes: [GraphNode] = []
    // The last first: a long chain released from its end would take a stack frame for each node.
    defer { while nodes.popLast() != nil {} }
    for input in inputs {
      let type = try input.type()
      nodes.append(Symbol(Shape(input.shape), dtype: type.dtype, name: input.name).node)
    }
    let inputNodes = nodes
    if let types, types != inputNodes.map(\.type) {
      throw ConfigurationError(
        .impossibleShape,
        """
        Model: an input of shape \(types.map { $0.shape.removing(0) }), made for \
        \(inputs.map(\.shape))
        """
      )
    }
    for step in steps {
      guard let places = step.inputs, places.allSatisfy(nodes.indices.contains) else {
        throw malformed("step \"\(step.layer.prefix(40))\" uses values that are not before it")
      }
      let arguments = places.map { nodes[$0] }
      let module = try builder.module(for: step, arguments.map(\.type))
      let output = try checkedOutput(of: module, for: arguments.map(\.type))
      if let layer = module as? any MergeLayer {
        nodes.append(GraphNode(.merge(layer), inputs: arguments, type: output))
      } else if let layer = module as? any Layer {
        nodes.append(GraphNode(.layer(layer), inputs: arguments, type: output))
      }
    }
    guard outputs.allSatisfy(nodes.indices.contains) else {
      throw malformed("an output is not among the values")
    }
    return Model(
      inputs: inputNodes.map { Symbol($0) }, outputs: outputs.map { Symbol(nodes[$0]) }, name: name)
  }

  fileprivate func malformed(_ what: String) -> ConfigurationError {
    ConfigurationError(.malformedGraph, "model configuration: \(what)")
  }

  /// Makes the layers of steps, each name's once.
  private struct StepBuilder {
    let registry: LayerRegistry
    let depth: Int
    private var modules: [String: any Module] = [:]
    private var ownNames: Set<String> = []

    init(registry: LayerRegistry, depth: Int) {
      self.registry = registry
      self.depth = depth
    }

    mutating func module(for step: Step, _ types: [TensorType]) throws -> any Module {
      let shown = step.layer.prefix(40)
      func malformed(_ what: String) -> ConfigurationError {
        ConfigurationError(.malformedGraph, "model configuration: \(what)")
      }
      if let known = modules[step.layer] {
        guard step.content == nil else { throw malformed("two layers have the name \"\(shown)\"") }
        return known
      }
      let module: any Module
      switch step.content {
      case .layer(let configuration): module = try registry.make(configuration)
      case .model(let configuration):
        module = try configuration.makeModel(types, registry, depth: depth + 1)
      case nil: throw malformed("layer \"\(shown)\" is not described")
      }
      let ownName = (module as? any Layer)?.name ?? (module as? any MergeLayer)?.name
      if let ownName, !ownNames.insert(ownName).inserted {
        throw malformed("two layers have the name \"\(ownName.prefix(40))\"")
      }
      modules[step.layer] = module
      return module
    }
  }
}
