import ApusCore
import ApusFiles
import ApusNN

/// Turns Keras's description of a model into one of this library.
struct KerasArchitectureReader {
  let path: String
  /// Whether a version before 3 wrote it, in which a few names mean something else.
  let isBeforeKeras3: Bool

  private typealias Step = ModelConfiguration.Step

  /// The model, and the shape of one example where it has one input of known shape.
  func model(
    _ object: KerasObject, depth: Int
  ) throws -> (configuration: ModelConfiguration, inputShape: Shape?) {
    guard depth < 32 else { throw refused("models nested more than 32 deep") }
    guard case .list(let values)? = object.settings["layers"] else {
      throw refused("a model without a list of layers")
    }
    let layers = try values.map { value in
      guard let layer = KerasObject(value) else { throw refused("a layer without a class") }
      return layer
    }
    switch object.className {
    case "Sequential": return try chain(object, layers, depth)
    case "Functional", "Model": return try graph(object, layers, depth)
    default:
      throw refused(
        """
        a model of the class \(quoted(object.className)), which is the user's own; build it here \
        and load its weights
        """
      )
    }
  }

  // MARK: Chains

  private func chain(
    _ object: KerasObject, _ layers: [KerasObject], _ depth: Int
  ) throws -> (configuration: ModelConfiguration, inputShape: Shape?) {
    var steps: [Step] = []
    var extents = object.settings["build_input_shape"].flatMap { example($0) }
    var dtype = "float32"
    var inputName = "input"
    for (position, layer) in layers.enumerated() {
      if let given = layer.settings["batch_shape"] ?? layer.settings["batch_input_shape"],
        position == 0, let found = example(given)
      {
        extents = found
        dtype = elementType(of: layer)
      }
      if layer.className == "InputLayer" {
        if position == 0 { inputName = try name(of: layer) }
        continue
      }
      steps.append(
        Step(layer: try name(of: layer), content: try content(of: layer, depth), inputs: nil))
    }
    if case .layer(let first)? = steps.first?.content { dtype = taken(dtype, by: [first.type]) }
    let configuration = ModelConfiguration(
      kind: .sequential, name: nil,
      inputs: extents.map { [ModelConfiguration.Input(name: inputName, shape: $0, dtype: dtype)] },
      steps: steps, outputs: nil)
    return (configuration, extents.flatMap { shape($0) })
  }

  /// The extents after the batch axis, −1 for those that are open; nil where it is no shape.
  private func example(_ value: ConfigurationValue) -> [Int]? {
    guard let elements = value.elements, !elements.isEmpty, elements.count <= Shape.maximumRank
    else {
      // Models of several inputs have a list or an object of shapes here.
      return nil
    }
    var extents: [Int] = []
    for element in elements.dropFirst() {
      switch element {
      case .null: extents.append(-1)
      case .integer(let extent) where 1...(1 << 24) ~= extent: extents.append(extent)
      default: return nil
      }
    }
    return extents
  }

  /// The shape; nil where an extent is open.
  private func shape(_ extents: [Int]) -> Shape? {
    extents.contains(-1) ? nil : Shape(extents)
  }

  /// The element type of an input; narrow ones become those that hold them.
  private func elementType(of layer: KerasObject) -> String {
    var name = layer.settings["dtype"]?.textValue ?? "float32"
    if let policy = layer.settings["dtype"].flatMap({ KerasObject($0) }) {
      name = policy.settings["name"]?.textValue ?? name
    }
    let wider = [
      "float16": "float32", "int8": "int32", "int16": "int32", "uint16": "int32",
      "uint32": "int64", "uint64": "int64",
    ]
    return wider[name] ?? name
  }

  /// The element type that layers of these types want: only those that name things by whole numbers
  /// keep them.
  private func taken(_ dtype: String, by types: [String]) -> String {
    let isWhole = ["int32", "int64", "uint8", "bool"].contains(dtype)
    let isNamed = types.allSatisfy { KerasLayers.named($0) is any IndexLayer.Type }
    return isWhole && (!isNamed || ["uint8", "bool"].contains(dtype)) ? "float32" : dtype
  }

  private func name(of layer: KerasObject) throws -> String {
    guard let name = layer.name, !name.isEmpty else { throw refused("a layer without a name") }
    return kerasLayerName(name)
  }

  private func content(
    of layer: KerasObject, _ depth: Int
  ) throws -> ModelConfiguration.Content {
    if layer.isModel {
      var inner = try model(layer, depth: depth + 1).configuration
      inner.name = try name(of: layer)
      return .model(inner)
    }
    let name = try name(of: layer)
    guard let type = KerasLayers.named(layer.className) else {
      throw FileError.refused(
        name, "Keras's \(quoted(layer.className)) cannot be imported", path)
    }
    var configuration = try type.configuration(of: layer.settings, named: name, path: path)
    if isBeforeKeras3 {
      for (key, value) in configuration.options where value == "hardSigmoid" {
        configuration.options[key] = "hardSigmoid(0.2)"
      }
    }
    return .layer(configuration)
  }

  // MARK: Graphs

  /// One use of a layer: the layer, and how many uses of it come before.
  private struct Use: Hashable {
    let layer: String
    var index: Int
  }

  private func graph(
    _ object: KerasObject, _ layers: [KerasObject], _ depth: Int
  ) throws -> (configuration: ModelConfiguration, inputShape: Shape?) {
    var inputs: [ModelConfiguration.Input] = []
    var inputUses: [Use] = []
    var pending: [(use: Use, layer: KerasObject, sources: [Use])] = []
    var byName: [String: KerasObject] = [:]
    var isOlder = false
    for layer in layers {
      guard let key = layer.name, byName.updateValue(layer, forKey: key) == nil else {
        throw refused("two layers of one name")
      }
      for (index, node) in (layer.whole["inbound_nodes"]?.elements ?? []).enumerated() {
        if case .list = node { isOlder = true }
        let sources = try sources(of: node)
        pending.append((Use(layer: key, index: index), layer, sources))
      }
    }
    var outputUses = try uses(object.settings["output_layers"])
    for layer in layers where layer.isModel {
      let count = pending.count { $0.use.layer == layer.name }
      func first(_ uses: [Use], usual: Int) -> Int {
        let indices = uses.filter { $0.layer == layer.name }.map(\.index)
        func fits(_ first: Int) -> Bool { indices.allSatisfy { 0..<count ~= $0 - first } }
        return fits(usual) || !fits(1 - usual) ? usual : 1 - usual
      }
      func renumber(_ uses: inout [Use], from first: Int) {
        for place in uses.indices where uses[place].layer == layer.name {
          uses[place].index -= first
        }
      }
      // A model's making counts as its first use: in Keras 2 everywhere, in Keras 3 where a graph
      // names its outputs.
      let inner = first(pending.flatMap(\.sources), usual: isOlder ? 1 : 0)
      let isCounted = isOlder || layer.className != "Sequential"
      let outer = first(outputUses, usual: isCounted ? 1 : 0)
      for place in pending.indices { renumber(&pending[place].sources, from: inner) }
      renumber(&outputUses, from: outer)
    }
    for use in try uses(object.settings["input_layers"]) {
      guard let layer = byName[use.layer], layer.className == "InputLayer",
        let extents = (layer.settings["batch_shape"] ?? layer.settings["batch_input_shape"])
          .flatMap({ example($0) })
      else {
        throw refused("an input whose number of axes is open; save it with a shape")
      }
      inputs.append(
        ModelConfiguration.Input(
          name: try name(of: layer), shape: extents, dtype: elementType(of: layer)))
      inputUses.append(use)
    }
    let (steps, places) = try ordered(pending, inputUses, depth)
    let outputs = try outputUses.map { use in
      guard let place = places[use] else { throw refused("an output that no layer gives") }
      return place
    }
    let contents = Dictionary(steps.map { ($0.layer, $0.content) }) { first, _ in first }
    for place in inputs.indices {
      let types = steps.compactMap { step -> String? in
        guard step.inputs?.contains(place) == true else { return nil }
        if case .layer(let layer)?? = contents[step.layer] { return layer.type }
        return ""
      }
      inputs[place].dtype = taken(inputs[place].dtype, by: types)
    }
    let configuration = ModelConfiguration(
      kind: .graph, name: nil, inputs: inputs, steps: steps, outputs: outputs)
    return (configuration, inputs.count == 1 ? shape(inputs[0].shape) : nil)
  }

  /// The uses as steps, each after those that it depends on.
  private func ordered(
    _ uses: [(use: Use, layer: KerasObject, sources: [Use])], _ inputs: [Use], _ depth: Int
  ) throws -> (steps: [Step], places: [Use: Int]) {
    var places: [Use: Int] = [:]
    for use in inputs { places[use] = places.count }
    var waiting: [Use: [Int]] = [:]
    var missing = uses.map { Set($0.sources.filter { places[$0] == nil }).count }
    for (index, use) in uses.enumerated() {
      for source in Set(use.sources) where places[source] == nil {
        waiting[source, default: []].append(index)
      }
    }
    var steps: [Step] = []
    var described: Set<String> = []
    var ready = Array(uses.indices.filter { missing[$0] == 0 }.reversed())
    while let index = ready.popLast() {
      let (use, layer, sources) = uses[index]
      guard places[use] == nil else { continue }
      places[use] = places.count
      let isNew = described.insert(use.layer).inserted
      let sourcePlaces = try taken(sources, by: layer).compactMap { places[$0] }
      steps.append(
        Step(
          layer: try name(of: layer), content: isNew ? try content(of: layer, depth) : nil,
          inputs: sourcePlaces))
      for next in (waiting[use] ?? []).reversed() {
        missing[next] -= 1
        if missing[next] == 0 { ready.append(next) }
      }
    }
    guard steps.count == uses.count else { throw refused("a graph that does not fit together") }
    return (steps, places)
  }

  /// The values that a layer takes here: self-attention takes its one value once.
  private func taken(_ sources: [Use], by layer: KerasObject) throws -> [Use] {
    guard KerasLayers.named(layer.className)?.keras.takesInputTwice == true else {
      return sources
    }
    guard let first = sources.first, sources.allSatisfy({ $0 == first }) else {
      throw refused("attention of one sequence to another (\(quoted(layer.name ?? "")))")
    }
    return [first]
  }

  /// `["name", 0, 0]`, a list of such, or a deeper nesting of them.
  private func uses(_ value: ConfigurationValue?) throws -> [Use] {
    guard let elements = value?.elements, !elements.isEmpty else {
      throw refused("a graph without named inputs and outputs")
    }
    if let use = try use(elements) { return [use] }
    return try elements.map { element in
      guard let use = try element.elements.flatMap({ try use($0) }) else {
        throw refused("inputs or outputs in a nested structure")
      }
      return use
    }
  }

  private func use(_ elements: [ConfigurationValue]) throws -> Use? {
    guard elements.count >= 3, let layer = elements[0].textValue,
      case .integer(let index) = elements[1], case .integer(let output) = elements[2]
    else { return nil }
    guard output == 0 else { throw refused("a layer of several outputs (\(quoted(layer)))") }
    return Use(layer: layer, index: index)
  }

  /// The values that a use takes, in Keras 3's form, `args` of tensors, or the older one, a list of
  /// `["name", 0, 0, {}]`.
  private func sources(of node: ConfigurationValue) throws -> [Use] {
    switch node {
    case .object(let parts):
      var found: [Use] = []
      for argument in parts["args"]?.elements ?? [] { try collect(argument, into: &found) }
      if case .object(let named)? = parts["kwargs"] {
        // Arguments by name that hold a value of the graph would be lost; switches are as usual
        // where null or false.
        for (key, value) in named.sorted(by: { $0.key < $1.key }) {
          switch value {
          case .null, .flag(false): continue
          default: throw refused("a layer called with \(quoted(key))")
          }
        }
      }
      return found
    case .list(let elements):
      if let use = try use(elements) { return [use] }
      return try elements.map { element in
        guard let parts = element.elements, let use = try use(parts) else {
          throw refused("a layer called with something else than tensors")
        }
        if parts.count > 3, case .object(let named) = parts[3], !named.isEmpty {
          throw refused("a layer called with arguments by name")
        }
        return use
      }
    default: throw refused("a layer called with nothing")
    }
  }

  private func collect(_ argument: ConfigurationValue, into found: inout [Use]) throws {
    switch argument {
    case .list(let elements): for element in elements { try collect(element, into: &found) }
    case .object:
      guard let tensor = KerasObject(argument), tensor.className == "__keras_tensor__",
        let use = try tensor.settings["keras_history"]?.elements.flatMap({ try use($0) })
      else { throw refused("a layer called with something else than tensors") }
      found.append(use)
    case .null: return
    default: throw refused("a layer called with a number or text")
    }
  }

  private func refused(_ what: String) -> FileError {
    FileError(
      path, "has \(what), which cannot be imported; load its weights into a model built here")
  }
}
