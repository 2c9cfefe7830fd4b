import ApusCore
import ApusFiles
import ApusNN
import Foundation

/// Describes an architecture of this library as Keras does.
///
/// Each layer's description is read back at once: a setting that Keras lacks would come back as
/// another, and is an error.
///
/// - Source: Keras 3, `serialization_lib` and `functional.py`.
struct KerasArchitectureWriter {
  private let model: any Layer
  private let registry: LayerRegistry
  private let path: String

  init(_ model: any Layer, path: String) {
    self.model = model
    self.path = path
    registry = LayerRegistry(of: model)
  }

  typealias Value = ConfigurationValue

  /// The JSON of the model, whose examples have the shape `inputShape`; a graph knows its own.
  ///
  /// - Throws: ``FileError`` about `path` for a layer or setting that Keras does not have.
  func json(inputShape: Shape?) throws -> [UInt8] {
    let configuration: ModelConfiguration
    do {
      configuration = try ModelConfiguration(of: model)
    } catch {
      throw FileError(path, "cannot hold this model: \(error)")
    }
    let description = try described(
      configuration, named: configuration.name ?? "model", inputShape: inputShape?.array)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(description))
  }

  // MARK: Models

  private func described(
    _ model: ModelConfiguration, named name: String, inputShape: [Int]? = nil
  ) throws -> Value {
    switch model.kind {
    case .sequential: try chain(model, name, inputShape)
    case .graph: try graph(model, name)
    }
  }

  private func chain(
    _ model: ModelConfiguration, _ name: String, _ inputShape: [Int]?
  ) throws -> Value {
    var layers: [Value] = []
    var settings: [String: Value] = ["name": .text(name)]
    if let inputShape {
      layers.append(inputLayer(unused("input", in: model), inputShape, "float32"))
      settings["build_input_shape"] = batch(inputShape)
    }
    for step in model.steps {
      guard let content = step.content else {
        throw refused(step.layer, "it occurs twice in a chain, which Keras lacks; make a graph")
      }
      if try takesInputTwice(content) {
        throw refused(step.layer, "Keras has attention in graphs only; use Model(inputs:outputs:)")
      }
      layers.append(try described(content, named: step.layer))
    }
    settings["layers"] = .list(layers)
    return object("Sequential", module: "keras", settings)
  }

  private func graph(_ model: ModelConfiguration, _ name: String) throws -> Value {
    let inputs = model.inputs ?? []
    // What each value is: the layer that gave it, and which of that layer's uses.
    var values = inputs.map { (layer: $0.name, use: 0) }
    var layers = inputs.map { input in
      named(inputLayer(input.name, input.shape, input.dtype), input.name, uses: [])
    }
    var places: [String: Int] = [:]
    var uses: [[Value]] = inputs.map { _ in [] }
    var contents: [ModelConfiguration.Content?] = inputs.map { _ in nil }
    for step in model.steps {
      let place = places[step.layer] ?? layers.count
      if places[step.layer] == nil {
        guard let content = step.content else { throw refused(step.layer, "it has no description") }
        places[step.layer] = place
        layers.append(try described(content, named: step.layer))
        uses.append([])
        contents.append(content)
      }
      let taken = (step.inputs ?? []).map { tensor(values[$0]) }
      uses[place].append(try call(with: taken, of: contents[place]))
      values.append((step.layer, uses[place].count - 1))
    }
    for (layer, place) in places { layers[place] = named(layers[place], layer, uses: uses[place]) }
    let outputs = (model.outputs ?? []).map { place in
      let value = values[place]
      // Here, and only here, a graph's making counts as its first use.
      guard let layer = places[value.layer], case .model(let inner)? = contents[layer],
        inner.kind == .graph
      else { return reference(value) }
      return reference((value.layer, value.use + 1))
    }
    return object(
      "Functional", module: "keras.src.models.functional",
      [
        "name": .text(name), "layers": .list(layers),
        "input_layers": .list(inputs.map { reference(($0.name, 0)) }),
        "output_layers": .list(outputs),
      ])
  }

  /// Layers that join several values take a list of them, attention of several heads each on its
  /// own.
  private func call(
    with taken: [Value], of content: ModelConfiguration.Content?
  ) throws -> Value {
    var arguments = taken
    if try takesInputTwice(content) {
      arguments = [taken[0], taken[0]]
    } else if taken.count > 1 {
      arguments = [.list(taken)]
    }
    return .object(["args": .list(arguments), "kwargs": .object([:])])
  }

  private func takesInputTwice(_ content: ModelConfiguration.Content?) throws -> Bool {
    guard case .layer(let layer)? = content else { return false }
    return try type(of: layer)?.keras.takesInputTwice == true
  }

  private func reference(_ value: (layer: String, use: Int)) -> Value {
    .list([.text(value.layer), .integer(value.use), 0])
  }

  /// Keras looks at where a tensor comes from, and finds its shape by itself.
  private func tensor(_ value: (layer: String, use: Int)) -> Value {
    .object([
      "class_name": "__keras_tensor__",
      "config": .object([
        "shape": [.null], "dtype": "float32", "keras_history": reference(value),
      ]),
    ])
  }

  private func named(_ layer: Value, _ name: String, uses: [Value]) -> Value {
    guard case .object(var parts) = layer else { return layer }
    parts["name"] = .text(name)
    parts["inbound_nodes"] = .list(uses)
    return .object(parts)
  }

  // MARK: Layers

  private func described(
    _ content: ModelConfiguration.Content, named name: String
  ) throws -> Value {
    switch content {
    case .model(let model): try described(model, named: name)
    case .layer(let layer): try described(layer, named: name)
    }
  }

  /// Throws where Keras lacks the layer, or would read what is written as another one.
  private func described(_ layer: LayerConfiguration, named name: String) throws -> Value {
    guard let type = try type(of: layer) else {
      throw FileError.lacking(name, layer.type, path)
    }
    let settings = try type.kerasSettings(of: layer, named: name, path: path)
    let read = try type.configuration(of: settings, named: name, path: path)
    let again = try registry.make(read).options
    for (key, value) in layer.options.sorted(by: { $0.key < $1.key })
    where !KerasSetting.isOfTraining(key) && again[key] != value {
      throw FileError.lacking(name, "\(layer.type) with \(key) \(value.shown)", path)
    }
    return object(type.typeName, module: "keras.layers", settings)
  }

  /// The layer's type, found among the model's own; nil where Keras does not have it.
  private func type(of layer: LayerConfiguration) throws -> (any KerasLayer.Type)? {
    (try registry.make(layer) as? any KerasLayer).map { Swift.type(of: $0) }
  }

  private func inputLayer(_ name: String, _ shape: [Int], _ dtype: String) -> Value {
    object(
      "InputLayer", module: "keras.layers",
      ["batch_shape": batch(shape), "dtype": .text(dtype), "name": .text(name)])
  }

  private func batch(_ shape: [Int]) -> Value { .list([.null] + shape.map { .integer($0) }) }

  private func object(
    _ className: String, module: String, _ settings: [String: Value]
  ) -> Value {
    .object([
      "module": .text(module), "class_name": .text(className), "config": .object(settings),
      "registered_name": .null,
    ])
  }

  /// `stem`, or the first of its kind that no layer is called.
  private func unused(_ stem: String, in model: ModelConfiguration) -> String {
    let names = Set(model.steps.map(\.layer))
    var name = stem
    while names.contains(name) { name += "_" }
    return name
  }

  private func refused(_ layer: String, _ what: String) -> FileError {
    FileError(path, "cannot hold layer \(quoted(layer)): \(what); export ONNX or safetensors")
  }
}
