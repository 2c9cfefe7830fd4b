import ApusCore

/// A graph of layers between inputs and outputs.
///
/// Its call runs the layers in order, so that dropout's mode and shared layers work; a shared
/// layer's parameters appear once. Values are released as soon as no later layer reads them.
public final class Model: Trainable {
  /// An application of a layer, as places in the list of values: inputs first, then one value a
  /// step.
  struct Step {
    let operation: GraphNode.Operation
    let name: String
    let inputs: [Int]
    /// Values that no later step and no output reads.
    var released: [Int] = []
  }

  let inputTypes: [TensorType]
  /// The inputs' names, in order.
  public let inputNames: [String]
  /// The outputs' names, in order: those of the layers that give them.
  public let outputNames: [String]
  private(set) var steps: [Step]
  /// Whether a mask may arise within the layers.
  private let hasMasks: Bool
  let outputPlaces: [Int]
  let outputTypes: [TensorType]
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?
  /// What `compile` made; nil before.
  public var training: AnyObject?
  private var fixedStructure: ModuleStructure?

  /// The graph between these symbols.
  ///
  /// Traps where an output depends on an input that is not listed, or a listed input is not made by
  /// ``Input``.
  public init(inputs: [Symbol], outputs: [Symbol], name: String? = nil) {
    require(!inputs.isEmpty && !outputs.isEmpty, "model: it needs inputs and outputs")
    var layerNames: [ObjectIdentifier: String] = [:]
    var places: [ObjectIdentifier: Int] = [:]
    for input in inputs {
      guard case .input = input.node.operation else {
        trap("model: an input must be made by Input(shape)")
      }
      require(
        places.updateValue(places.count, forKey: ObjectIdentifier(input.node)) == nil,
        "model: an input is listed twice")
    }
    let order = Model.order(from: outputs.map(\.node), known: Set(places.keys))
    var distinct: Set<ObjectIdentifier> = []
    let named = order.filter { node in
      node.operation.module.map { distinct.insert(ObjectIdentifier($0)).inserted } ?? false
    }
    var names = LayerNames(beside: named.compactMap(\.operation.name))
    let inputNames = inputs.map { $0.node.operation.name ?? names.unique("input") }
    self.inputNames = inputNames
    var steps: [Step] = []
    for node in order {
      guard let module = node.operation.module else {
        trap("model: an output depends on an input that is not among `inputs`")
      }
      let identifier = ObjectIdentifier(module)
      let layerName = layerNames[identifier] ?? names.name(for: module, named: node.operation.name)
      layerNames[identifier] = layerName
      let inputPlaces = node.inputs.compactMap { places[ObjectIdentifier($0)] }
      places[ObjectIdentifier(node)] = places.count
      steps.append(Step(operation: node.operation, name: layerName, inputs: inputPlaces))
    }
    outputPlaces = outputs.compactMap { places[ObjectIdentifier($0.node)] }
    outputTypes = outputs.map(\.node.type)
    var taken: [String: Int] = [:]
    outputNames = outputs.compactMap { places[ObjectIdentifier($0.node)] }.map { place in
      let name =
        place < inputs.count ? inputNames[place] : steps[place - inputs.count].name
      let uses = taken[name, default: 0]
      taken[name] = uses + 1
      return uses == 0 ? name : "\(name)_\(uses)"
    }
    let kept = Set(outputPlaces)
    var read: Set<Int> = []
    for index in steps.indices.reversed() {
      for place in steps[index].inputs where !kept.contains(place) && read.insert(place).inserted {
        steps[index].released.append(place)
      }
    }
    self.steps = steps
    hasMasks = steps.contains { ($0.operation.module as? any Layer)?.makesMasks ?? false }
    self.inputTypes = inputs.map(\.node.type)
    self.name = name
  }

  /// The graph from one symbol to another.
  public convenience init(inputs: Symbol, outputs: Symbol, name: String? = nil) {
    self.init(inputs: [inputs], outputs: [outputs], name: name)
  }

  /// A chain of layers as a graph: the same layers, names and parameters.
  ///
  /// Traps where the chain does not know its input; see ``Sequential/inputType``.
  public convenience init(_ chain: Sequential) {
    guard let type = chain.inputType else {
      trap(
        "Model: a Sequential that was not built does not know its input; begin it with Input(shape)"
      )
    }
    let input = Symbol(type.shape.removing(0), dtype: type.dtype)
    self.init(
      inputs: input, outputs: chain.layers.reduce(input) { $1($0) }, name: chain.name)
  }

  /// The layers in the order of their first use.
  public var layers: [any Module] {
    children.compactMap { if case .module(let module) = $0.content { module } else { nil } }
  }

  /// The layer of that name, or nil if no layer has it.
  public func layer(named name: String) -> (any Module)? {
    steps.first { $0.name == name }?.operation.module
  }

  /// The number of inputs.
  public var inputCount: Int { inputTypes.count }

  /// The number of outputs.
  public var outputCount: Int { outputPlaces.count }

  /// The inputs' shapes for one example.
  public var inputShapes: [Shape] { inputTypes.map { $0.shape.removing(0) } }

  /// The inputs' element types.
  package var inputElementTypes: [DType] { inputTypes.map(\.dtype) }

  /// The outputs' types for a batch of one.
  package var exampleOutputTypes: [TensorType] { outputTypes }

  /// The outputs for these inputs, in the order of the symbols.
  public func callAsFunction(_ inputs: [Tensor]) -> [Tensor] {
    if hasMasks { return masked(inputs.map { ($0, nil) }).map(\.value) }
    return compute(inputs) { step, arguments in step.operation.apply(to: arguments) }
  }

  /// The outputs and the masks of their times for inputs with masks.
  func masked(_ inputs: [Masked]) -> [Masked] {
    var masks = inputs.map(\.mask)
    let outputs = compute(inputs.map(\.value)) { step, arguments in
      let output = step.operation.masked(
        zip(arguments, step.inputs).map { ($0, masks[$1]) })
      masks.append(output.mask)
      return output.value
    }
    return zip(outputs, outputPlaces).map { ($0, masks[$1]) }
  }

  /// The output of a model with one input and one output; traps for others.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      inputCount == 1 && outputCount == 1,
      "model: \(inputCount) inputs and \(outputCount) outputs, called with one tensor for one")
    return self([input])[0]
  }

  /// Runs the graph; `observe` is told each step's output.
  func run(_ inputs: [Tensor], observe: (Step, Tensor) -> Void) -> [Tensor] {
    compute(inputs) { step, arguments in
      let output = step.operation.apply(to: arguments)
      observe(step, output)
      return output
    }
  }

  /// Runs the graph; `apply` gives each step's output.
  func compute(_ inputs: [Tensor], by apply: (Step, [Tensor]) -> Tensor) -> [Tensor] {
    require(
      inputs.count == inputCount, "model: \(inputs.count) inputs given, it has \(inputCount)")
    for (position, input) in inputs.enumerated() {
      let expected = inputTypes[position].shape
      require(
        input.shape.rank == expected.rank
          && input.shape.dropFirst().elementsEqual(expected.dropFirst()),
        """
        model: input \(position) has shape \(input.shape), expected a batch of \
        \(expected.removing(0))
        """
      )
    }
    var values: [Tensor?] = inputs
    values.reserveCapacity(inputs.count + steps.count)
    for (position, step) in steps.enumerated() {
      let arguments = step.inputs.map { place -> Tensor in
        guard let value = values[place] else { trap("model: a value was released too early") }
        return value
      }
      for place in step.released { values[place] = nil }
      values.append(
        CallPlace.entering(position, of: self) { apply(step, arguments) })
    }
    return outputPlaces.map { place in
      guard let value = values[place] else { trap("model: an output was released") }
      return value
    }
  }

  /// The parameters and modules that it holds itself.
  public var children: [ModuleChild] {
    var seen: Set<ObjectIdentifier> = []
    return steps.compactMap { step in
      guard let module = step.operation.module,
        seen.insert(ObjectIdentifier(module)).inserted
      else { return nil }
      return ModuleChild(name: step.name, .module(module))
    }
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }

  /// Everything below it, each once.
  public var structure: ModuleStructure {
    if let fixedStructure { return fixedStructure }
    let structure = ModuleStructure(of: self)
    if structure.isFixed { fixedStructure = structure }
    return structure
  }

  /// The nodes that `outputs` need beyond `known`, each after its inputs; without recursion, so of
  /// any depth.
  private static func order(
    from outputs: [GraphNode], known: Set<ObjectIdentifier>
  ) -> [GraphNode] {
    var ordered: [GraphNode] = []
    var done = known
    var stack: [(node: GraphNode, next: Int)] = []
    for output in outputs {
      stack.append((output, 0))
      while let (node, next) = stack.last {
        if done.contains(ObjectIdentifier(node)) {
          stack.removeLast()
        } else if next < node.inputs.count {
          stack[stack.count - 1].next += 1
          stack.append((node.inputs[next], 0))
        } else {
          stack.removeLast()
          done.insert(ObjectIdentifier(node))
          ordered.append(node)
        }
      }
    }
    return ordered
  }
}

extension Model {
  /// The outputs as values of another graph.
  ///
  /// The model's layers become layers of that graph and share their parameters with this one; only
  /// a model called with one symbol stays a layer of its own. Traps where the shapes are not those
  /// of the inputs.
  public func callAsFunction(_ inputs: [Symbol]) -> [Symbol] {
    require(
      inputs.map(\.shape) == inputShapes,
      "model: symbols of shapes \(inputs.map(\.shape)), made for \(inputShapes)")
    var nodes = inputs.map(\.node)
    for step in steps {
      nodes.append(GraphNode(step.operation, applying: step.inputs.map { nodes[$0] }))
    }
    return outputPlaces.map { Symbol(nodes[$0]) }
  }
}

extension Model: LayerCaller {
  /// The name and type of the layer of a step, for messages.
  package func layerDescription(at position: Int) -> String {
    let step = steps[position]
    return "\(step.name) (\(step.operation.module.map(typeName) ?? "input"))"
  }
}

extension GraphNode.Operation {
  /// The name that the layer chose itself.
  var name: String? {
    switch self {
    case .input(let name): name
    case .layer(let layer): layer.name
    case .merge(let layer): layer.name
    }
  }
}
