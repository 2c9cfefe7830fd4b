import ApusCore
import ApusData
import ApusFiles
import ApusNN
import Foundation

/// A network from an ONNX file: a layer that computes what the file's operators say.
///
/// ```swift
/// let network = try ONNXNetwork(contentsOf: "resnet.onnx")
/// let scores = network(images)  // as the file wants them: channels first
/// ```
///
/// The file's floating-point weights are parameters, so the network can be trained on, saved in a model file and
/// exported again; statistics of batch normalization are kept as they are. Operators keep ONNX's meaning, that is,
/// channels come first: put a ``ApusNN/Permute`` before it where images have them last.
///
/// - Source: the operators' descriptions, <https://github.com/onnx/onnx/blob/main/docs/Operators.md>, of versions 13 to
///   21; older and newer forms work where they mean the same.
public final class ONNXNetwork: Trainable, ConfigurableModule {
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?
  /// What `compile` made; nil before.
  public var training: AnyObject?
  /// The file without its weights.
  private let model: ONNXModel
  private let graph: ONNXGraph
  private let weights: [(name: String, parameter: Parameter)]
  /// The number of examples that the graph takes at once; nil where any.
  private let batch: Int?

  /// The network in the file at `path`.
  ///
  /// - Parameters:
  ///   - inputShape: the shape of one example, for files that leave extents open; nil: as the file says.
  ///   - output: the name of the output that is wanted, for files with several.
  ///   - endsInScores: whether a softmax at the end is left out, so that the output is what it takes.
  /// - Throws: ``FileError`` where the file is missing, damaged or not an ONNX file, ``ONNXError`` where an operator is
  ///   not supported or cannot take what reaches it, or the network does not make one tensor from one.
  public convenience init(
    contentsOf path: String, inputShape: Shape? = nil, output: String? = nil,
    endsInScores: Bool = false, name: String? = nil
  ) throws {
    var model = try ONNXModel(contentsOf: path)
    if let output {
      model.outputs.removeAll { $0.name != output }
      guard !model.outputs.isEmpty else {
        throw ONNXError("the model has no output \(quoted(output))")
      }
    }
    if endsInScores { model.dropFinalSoftmax() }
    let bytes = model.constants.reduce(0) { $0 + $1.tensor.type.byteCount }
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    let size = max(attributes?[.size] as? Int ?? 0, bytes)
    try self.init(
      model, inputShape: inputShape, name: name, constantBytes: 8 * max(size, 1 << 13))
  }

  /// The network of a model that was read; see ``init(contentsOf:inputShape:output:endsInScores:name:)``.
  public convenience init(_ model: ONNXModel, inputShape: Shape? = nil, name: String? = nil) throws
  {
    try self.init(
      model, inputShape: inputShape, name: name, constantBytes: Self.constantBytes)
  }

  /// What results that depend on weights and constants alone may take where the size of the file is not known.
  private static let constantBytes = 1 << 26

  private init(
    _ model: ONNXModel, given: [ONNXModel.Value] = [], inputShape: Shape?, name: String?,
    constantBytes: Int
  ) throws {
    let graph = try ONNXGraph(model, given: given)
    guard graph.inputs.count == 1, graph.outputs.count == 1 else {
      throw ONNXError(
        "the model has \(graph.inputs.count) inputs and outputs \(model.outputs.prefix(4).map { quoted($0.name) }.joined(separator: ", ")); it must make one from one, so name an output"
      )
    }
    self.graph = graph
    self.name = name
    weights = graph.weights.map { weight in
      guard weight.tensor.device == .meta else {
        return (weight.name, Parameter(wrappedValue: weight.tensor, trainable: weight.isLearned))
      }
      let parameter = Parameter(trainable: weight.isLearned)
      parameter.declare(weight.tensor.shape, dtype: weight.tensor.dtype) {
        .zeros($0, dtype: $1)
      }
      return (weight.name, parameter)
    }
    var plain = model
    let learned = Set(graph.weights.map(\.name))
    plain.constants.removeAll { learned.contains($0.name) }
    plain.inputs = graph.inputs
    plain.outputs = graph.outputs
    metadata = model.metadata
    plain.metadata = [:]
    self.model = plain
    let declared = graph.inputs[0]
    let shape = try inputShape ?? Self.shape(of: declared)
    (batch, largestValue) = try Self.batch(
      of: graph, TensorType(shape, declared.dtype), weights.map(\.parameter), declared,
      constantBytes)
    exampleShape = shape
  }

  /// The elements of the largest tensor between operators for one example.
  let largestValue: Int
  /// The shape of one example that the network was checked with.
  public let exampleShape: Shape
  /// Text by key that the file brought along; it is not kept in configurations.
  public let metadata: [String: String]

  /// The shape of one example that the file declares.
  private static func shape(of value: ONNXModel.Value) throws -> Shape {
    let extents = value.shape.dropFirst().map { extent -> Int in
      if case .fixed(let number) = extent { number } else { 0 }
    }
    guard !value.shape.isEmpty, extents.allSatisfy({ 1...1 << 24 ~= $0 }), extents.count < 8 else {
      throw ONNXError(
        "the input \(quoted(value.name)) leaves extents open; say the shape of one example")
    }
    return Shape(extents)
  }

  /// Runs the graph on the meta device with one example and with two, and finds whether it takes any number of them.
  private static func batch(
    of graph: ONNXGraph, _ example: TensorType, _ weights: [Parameter], _ declared: ONNXModel.Value,
    _ constantBytes: Int
  ) throws -> (count: Int?, largestValue: Int) {
    var largest = 0
    func output(_ count: Int) throws -> Shape {
      guard example.shape.rank < Shape.maximumRank,
        example.shape.reduce(Double(count), { $0 * Double($1) }) <= Double(ONNXGraph.largestResult)
      else { throw ONNXError("an input of shape \(example.shape) is impossible") }
      var limits = ONNXGraph.Limits(
        elements: ONNXGraph.largestResult, constantBytes: constantBytes)
      let input = Tensor.meta(example.shape.inserting(count, at: 0), dtype: example.dtype)
      // Weights without a value yet have only a type.
      let shape = try Device.with(.meta) { try evaluate(graph, [input], weights, &limits) }[0].shape
      largest = max(largest, limits.largest / count)
      guard shape.first == count else {
        throw ONNXError(
          "the output has shape \(shape) for \(count) examples; it must have an example for each")
      }
      return shape
    }
    do {
      let one = try output(1), two = try output(2)
      if one.dropFirst().elementsEqual(two.dropFirst()) { return (nil, largest) }
      throw ONNXError("the output's shape depends on the number of examples: \(one) and \(two)")
    } catch {
      guard case .fixed(let count) = declared.shape.first, 1...1 << 20 ~= count else { throw error }
      _ = try output(count)
      return (count, largest)
    }
  }

  private static func evaluate(
    _ graph: ONNXGraph, _ inputs: [Tensor], _ weights: [Parameter], _ limits: inout ONNXGraph.Limits
  ) throws -> [Tensor] {
    // Weights in the way that the caller asks for, constants always real: they may say shapes.
    let tensors = weights.map(\.wrappedValue)
    return try Device.with(.cpu) { try graph.run(inputs, weights: tensors, limits: &limits) }
  }

  /// The outputs for these inputs, in order, without a network around them: for graphs with any number of both.
  ///
  /// - Throws: ``ONNXError`` where an operator is not supported or cannot take what reaches it.
  public static func outputs(of model: ONNXModel, for inputs: [String: Tensor]) throws
    -> [(name: String, tensor: Tensor)]
  {
    try outputs(of: model, for: inputs, largest: ONNXGraph.Limits().elements)
  }

  /// The same with results of at most `largest` elements.
  static func outputs(of model: ONNXModel, for inputs: [String: Tensor], largest: Int) throws
    -> [(name: String, tensor: Tensor)]
  {
    let graph = try ONNXGraph(model)
    let tensors = try graph.inputs.map { input in
      guard let tensor = inputs[input.name] else {
        throw ONNXError("the input \(quoted(input.name)) is missing")
      }
      return tensor
    }
    var limits = ONNXGraph.Limits(elements: largest)
    let results = try graph.run(tensors, weights: graph.weights.map(\.tensor), limits: &limits)
    return zip(graph.outputs, results).map { ($0.name, $1) }
  }

  // MARK: Layer

  /// The network's output, [batch, …]; traps where an operator cannot take the input: see ``output(for:)``.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    do {
      return try output(for: input)
    } catch {
      trap("ONNX network: \(error)")
    }
  }

  /// The network's output, [batch, …].
  ///
  /// - Parameter input: [batch, …]; it is cast to the element type that the file wants.
  /// - Throws: ``ONNXError`` where an operator cannot take the input.
  public func output(for input: Tensor) throws -> Tensor {
    guard input.rank > 0 else { throw ONNXError("a scalar is no batch of examples") }
    let typed = input.cast(to: graph.inputs[0].dtype)
    var limits = ONNXGraph.Limits()
    let parameters = weights.map(\.parameter)
    guard let batch, batch != input.shape[0] else {
      return try Self.evaluate(graph, [typed], parameters, &limits)[0]
    }
    // The graph takes so many examples and no others: the last ones are filled up with the first.
    let count = input.shape[0]
    var parts: [Tensor] = []
    for start in stride(from: 0, to: count, by: batch) {
      let end = min(start + batch, count)
      var part = typed.sliced(axis: 0, from: start, to: end)
      if end - start < batch {
        let first = part.sliced(axis: 0, from: 0, to: 1)
        part = .concatenated([part] + (end - start..<batch).map { _ in first })
      }
      parts.append(
        try Self.evaluate(graph, [part], parameters, &limits)[0].sliced(
          axis: 0, from: 0, to: end - start))
    }
    guard !parts.isEmpty else { throw ONNXError("a batch of no examples") }
    return .concatenated(parts)
  }

  /// The parameters by the names of the file.
  public var children: [ModuleChild] {
    weights.map { ModuleChild(name: $0.name, .parameter($0.parameter)) }
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }

  // MARK: Configuration

  /// True: a file may take numbers of words.
  public static var takesIntegers: Bool { true }

  /// Throws where an operator cannot take examples of this shape.
  public func check(_ inputs: [Shape]) throws {
    guard inputs.count == 1 else { throw ONNXError("it takes one input, not \(inputs.count)") }
    let type = TensorType(inputs[0], graph.inputs[0].dtype)
    let found = try Self.batch(
      of: graph, type, weights.map(\.parameter), graph.inputs[0], Self.constantBytes)
    guard found.count == batch else {
      throw ONNXError("an input of shape \(inputs[0]) changes what the network takes at once")
    }
  }
}

extension ONNXModel {
  /// Lets the outputs be what softmaxes at the end take.
  fileprivate mutating func dropFinalSoftmax() {
    for (place, output) in outputs.enumerated() {
      guard let last = nodes.first(where: { $0.outputs == [output.name] }),
        last.operation == "Softmax", let source = last.inputs.first, !source.isEmpty,
        // What the file itself reads stays.
        !nodes.contains(where: { $0.inputs.contains(output.name) })
      else { continue }
      outputs[place].name = source
      outputs[place].shape = []
    }
  }
}

extension ONNXNetwork {
  /// The graph without its weights, as an ONNX file in base 64, and the shape of an example.
  public var options: [String: ConfigurationValue] {
    var plain = model
    plain.inputs += zip(weights, graph.weights).map { weight, kept in
      ONNXModel.Value(
        name: weight.name, shape: kept.tensor.shape.map { .fixed($0) }, dtype: kept.tensor.dtype)
    }
    return [
      "graph": .text(Data(plain.bytes()).base64EncodedString()),
      "inputShape": .list(exampleShape.map { .integer($0) }),
    ]
  }

  /// The network with these settings, its weights not yet known.
  public convenience init(options: inout Options, name: String?) throws {
    let shape = try options.shape("inputShape")
    guard let text = try options.text("graph"), let data = Data(base64Encoded: text) else {
      throw ONNXError("the setting graph is missing, or not in base 64")
    }
    let model = try data.withUnsafeBytes { try ONNXModel(bytes: $0, path: "the setting graph") }
    try self.init(
      model, given: Array(model.inputs.dropFirst()), inputShape: shape, name: name,
      constantBytes: Self.constantBytes)
  }
}
