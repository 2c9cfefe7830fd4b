import ApusCore
import ApusFiles
import ApusNN
import Foundation

/// A model's architecture as Keras describes it, turned into one of this library.
struct KerasArchitecture: Sendable {
  /// What is built.
  let configuration: ModelConfiguration
  /// The shape of one example; nil where it is left open, or there are several inputs.
  let inputShape: Shape?
  /// Which of its layers learn.
  let trainability: KerasTrainability
  /// The name of the loss that it was compiled with; nil if the file does not say.
  let loss: String?
  private let path: String

  /// Reads Keras's JSON.
  ///
  /// - Parameter version: the version of Keras that wrote it, such as 2.15.0; the newest unless
  ///   given.
  /// - Throws: ``FileError`` about `path` where it is no model of layers that this library has.
  init(_ json: String, version: String? = nil, path: String) throws {
    self.path = path
    guard
      let value = try? JSONDecoder().decode(ConfigurationValue.self, from: Data(json.utf8)),
      let object = KerasObject(value)
    else {
      throw FileError(path, "is damaged: its config is no JSON of a model; get the file again")
    }
    let reader = KerasArchitectureReader(
      path: path, isBeforeKeras3: version.map { $0.hasPrefix("1.") || $0.hasPrefix("2.") } ?? false)
    (configuration, inputShape) = try reader.model(object, depth: 0)
    trainability = KerasTrainability(object)
    loss = KerasArchitecture.loss(in: object.whole["compile_config"])
  }

  /// The name of a loss in the settings of `compile`.
  static func loss(in settings: ConfigurationValue?) -> String? {
    guard case .object(let settings)? = settings, let loss = settings["loss"] else { return nil }
    if let name = loss.textValue { return name }
    return KerasObject(loss)?.className
  }

  /// The model, built; its weights have their first values.
  ///
  /// - Parameter endsInScores: whether a softmax at the end is left out.
  func makeModel(inputShape given: Shape?, endsInScores: Bool = false) throws -> any Layer {
    var configuration = configuration
    if endsInScores { configuration.removeSoftmaxAtEnd() }
    guard configuration.inputs?.count ?? 1 == 1 else { return try made(configuration, nil) }
    guard let shape = given ?? inputShape else {
      throw FileError(
        path,
        """
        leaves its input's shape open; give the shape of one example (--input-shape), such as \
        28x28x1, or arrays by name (--input)
        """
      )
    }
    if let declared = configuration.inputs?[0].shape {
      let fits =
        declared.count == shape.rank
        && zip(declared, shape).allSatisfy { $0 == -1 || $0 == $1 }
      guard fits || configuration.kind == .sequential else {
        let extents = declared.map { $0 == -1 ? "?" : "\($0)" }.joined(separator: "x")
        throw FileError(
          path, "takes examples of \(extents), not \(shape.map(String.init).joined(separator: "x"))"
        )
      }
      configuration.inputs?[0].shape = shape.array
    }
    return try made(configuration, configuration.kind == .graph ? nil : shape)
  }

  /// The model as a graph, whatever it was; inputs may be open.
  var graph: ModelConfiguration {
    guard configuration.kind == .sequential else { return configuration }
    var graph = configuration
    graph.kind = .graph
    for place in graph.steps.indices { graph.steps[place].inputs = [place] }
    graph.outputs = [graph.steps.count]
    return graph
  }

  private func made(_ configuration: ModelConfiguration, _ shape: Shape?) throws -> any Layer {
    do {
      return try configuration.makeModel(inputShape: shape)
    } catch let error as ConfigurationError {
      throw FileError(path, "describes a model that cannot be built: \("\(error)".onOneLine)")
    }
  }
}

extension ModelConfiguration {
  /// Leaves out a softmax at the end: a layer of its own, or the activation of the last layer.
  fileprivate mutating func removeSoftmaxAtEnd() {
    let inputCount = inputs?.count ?? 0
    let last: Int
    switch kind {
    case .sequential: last = steps.count - 1
    case .graph: last = outputs?.count == 1 ? (outputs?[0] ?? 0) - inputCount : -1
    }
    guard steps.indices.contains(last) else { return }
    switch steps[last].content {
    case .layer(var layer) where layer.options["activation"] == "softmax":
      layer.options["activation"] = "linear"
      steps[last].content = .layer(layer)
    case .layer(let layer)
    where layer.type == "Softmax" || layer.options["function"] == "softmax":
      // In a graph the value before it is the output; in a chain nothing comes after.
      if kind == .graph { outputs = steps[last].inputs } else { steps.removeLast() }
    case .model(var inner):
      inner.removeSoftmaxAtEnd()
      steps[last].content = .model(inner)
    default: return
    }
  }
}

/// A thing that Keras describes by its class and settings.
struct KerasObject {
  let className: String
  let settings: [String: ConfigurationValue]
  /// The description as it stands, with what is beside class and settings.
  let whole: [String: ConfigurationValue]

  /// Nil where `value` describes nothing.
  init?(_ value: ConfigurationValue) {
    guard case .object(let whole) = value, case .text(let className)? = whole["class_name"] else {
      return nil
    }
    self.className = className
    self.whole = whole
    // A chain of Keras 2.2 and before is a bare list of layers.
    switch whole["config"] {
    case .object(let settings)?: self.settings = settings
    case .list(let layers)?: settings = ["layers": .list(layers)]
    default: return nil
    }
  }

  /// Whether it is a model that can be a layer of another one.
  var isModel: Bool { ["Sequential", "Functional", "Model"].contains(className) }

  /// The name that Keras gave it.
  var name: String? {
    for value in [whole["name"], settings["name"]] {
      if case .text(let name)? = value { return name }
    }
    return nil
  }
}

extension ConfigurationValue {
  /// The elements of a list; nil for anything else.
  var elements: [ConfigurationValue]? {
    if case .list(let elements) = self { elements } else { nil }
  }
  /// The text; nil for anything else.
  var textValue: String? { if case .text(let text) = self { text } else { nil } }
  /// The whole number, also of a list of one; nil for anything else.
  var integerValue: Int? {
    switch self {
    case .integer(let value): value
    case .list(let elements): elements.count == 1 ? elements[0].integerValue : nil
    default: nil
    }
  }
}
