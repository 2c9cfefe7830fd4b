import ApusCore
import ApusFiles
import ApusNN
import Foundation
import Synchronization

/// A network from an ONNX file: a layer that computes what the file's operators say.
///
/// ```swift
/// let network = try ONNXNetwork(contentsOf: "resnet.onnx")
/// let scores = network(images)  // as the file wants them: channels first
/// ```
///
/// The file's floating-point weights are parameters, so the network can be trained on, saved in a
/// model file and exported again; statistics of batch normalization are kept as they are. Operators
/// keep ONNX's meaning, that is, channels come first: put a ``ApusNN/Permute`` before it where
/// images have them last.
///
/// - Source: the operators' descriptions,
///   <https://github.com/onnx/onnx/blob/main/docs/Operators.md>, of versions 13 to 21; older and
///   newer forms work where they mean the same.
public final class ONNXNetwork: Trainable, ConfigurableModule {
  public static let summary = "a network from an ONNX file"
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?
  /// What `compile` made; nil before.
  public var training: AnyObject?
  /// The graph as the file has it; it gives probabilities where the file does.
  public let program: ONNXProgram
  /// The graph that the layer computes: without a softmax at the end where scores are wanted.
  private let computed: ONNXProgram
  private var graph: ONNXGraph { computed.graph }
  private var weights: [(name: String, parameter: Parameter)] { computed.weights }
  /// Whether a softmax at the end is left out.
  public var endsInScores: Bool { computed !== program }
  /// The number of examples that the graph takes at once; nil where any.
  private let batch: Int?
  /// A number of examples that the operators are known to take, of the shape of an example.
  private let possibleCount: Atomic<Int>

  /// The network in the file at `path`.
  ///
  /// - Parameters:
  ///   - inputShape: the shape of one example, for files that leave extents open; nil: as the file
  ///     says.
  ///   - output: the name of the output that is wanted, for files with several.
  ///   - endsInScores: whether a softmax at the end is left out, so that the output is what it
  ///     takes.
  /// - Throws: ``FileError`` where the file is missing, damaged or not an ONNX file, ``ONNXError``
  ///   where an operator is not supported or cannot take what reaches it, or the network does not
  ///   make one tensor from one.
  public convenience init(
    contentsOf path: String, inputShape: Shape? = nil, output: String? = nil,
    endsInScores: Bool = false, name: String? = nil
  ) throws {
    var model = try ONNXModel(contentsOf: path)
    if let output {
      let names = model.outputs.map { quoted($0.name) }.joined(separator: ", ")
      model.outputs.removeAll { $0.name != output }
      guard !model.outputs.isEmpty else {
        throw ONNXError("there is no output \(quoted(output)); the outputs are \(names)")
      }
    }
    try self.init(
      ONNXProgram(model, constantBytes: ONNXProgram.constantBytes(of: model, at: path)),
      inputShape: inputShape, endsInScores: endsInScores, name: name)
  }

  /// The network of a model that was read; see
  /// ``init(contentsOf:inputShape:output:endsInScores:name:)``.
  public convenience init(_ model: ONNXModel, inputShape: Shape? = nil, name: String? = nil) throws
  {
    try self.init(
      ONNXProgram(model, constantBytes: ONNXProgram.usualConstantBytes), inputShape: inputShape,
      name: name)
  }

  /// The layer that a graph of one input and one output is; see
  /// ``init(contentsOf:inputShape:output:endsInScores:name:)``.
  public init(
    _ program: ONNXProgram, inputShape: Shape? = nil, endsInScores: Bool = false,
    name: String? = nil
  ) throws {
    guard program.inputs.count == 1, program.outputs.count == 1 else {
      let names = [program.inputs, program.outputs].map { values in
        values.prefix(8).map { quoted($0.name) }.joined(separator: ", ")
          + (values.count > 8 ? ", …" : "")
      }
      throw ONNXError(
        """
        the model has the inputs \(names[0]) and the outputs \(names[1]): choose one output \
        (--output), or give arrays by name (--input)
        """
      )
    }
    self.program = program
    self.name = name
    computed =
      try endsInScores
      ? program.model.withoutFinalSoftmax.map { try ONNXProgram(program, model: $0) } ?? program
      : program
    let declared = program.inputs[0]
    let shape = try inputShape ?? Self.shape(of: declared)
    (batch, largestValue) = try Self.batch(
      of: computed, TensorType(shape, declared.dtype), declared)
    exampleShape = shape
    possibleCount = Atomic(batch ?? 2)
  }

  /// The elements of the largest tensor between operators for one example.
  let largestValue: Int
  /// The shape of one example that the network was checked with.
  public let exampleShape: Shape
  /// Text by key that the file brought along; it is not kept in configurations.
  public var metadata: [String: String] { program.metadata }

  /// The shape of one example that the file declares.
  private static func shape(of value: ONNXModel.Value) throws -> Shape {
    let extents = value.shape.dropFirst().map { extent -> Int in
      if case .fixed(let number) = extent { number } else { 0 }
    }
    guard !value.shape.isEmpty, extents.allSatisfy({ 1...1 << 24 ~= $0 }), extents.count < 8 else {
      throw ONNXError(
        """
        the input \(value.shown) leaves extents open; say the shape of one example \
        (--input-shape), or give arrays by name (--input)
        """
      )
    }
    return Shape(extents)
  }

  /// Runs the graph without numbers, with as many examples as the file declares; where it leaves
  /// them open, with one and with two, to find whether it takes any number of them.
  private static func batch(
    of program: ONNXProgram, _ example: TensorType, _ declared: ONNXModel.Value
  ) throws -> (count: Int?, largestValue: Int) {
    var largest = 0
    func output(_ count: Int) throws -> Shape {
      guard example.shape.rank < Shape.maximumRank,
        example.shape.reduce(Double(count), { $0 * Double($1) }) <= Double(ONNXGraph.largestResult)
      else { throw ONNXError("an input of shape \(example.shape) is impossible") }
      var limits = ONNXGraph.Limits(
        elements: ONNXGraph.largestResult, constantBytes: program.constantBytes)
      let input = Tensor.meta(example.shape.inserting(count, at: 0), dtype: example.dtype)
      // Weights without a value yet have only a type.
      let shape = try Device.with(.meta) { try program.evaluate([input], &limits) }[0].shape
      largest = max(largest, limits.largest / count)
      guard shape.first == count else {
        throw ONNXError("an output of shape \(shape) for \(count) examples is not one for each")
      }
      return shape
    }
    if case .fixed(let count) = declared.shape.first {
      guard 1...1 << 20 ~= count else {
        throw ONNXError("the input \(declared.shown) is of an impossible number of examples")
      }
      _ = try output(count)
      return (count, largest)
    }
    let one = try output(1), two = try output(2)
    guard one.dropFirst().elementsEqual(two.dropFirst()) else {
      throw ONNXError("the output's shape depends on the number of examples: \(one) and \(two)")
    }
    return (nil, largest)
  }

  /// The outputs for these inputs, in order, without a network around them: for graphs with any
  /// number of both.
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

  /// The network's output, [batch, …]; traps where an operator cannot take the input: see
  /// ``output(for:)``.
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
    let dtype = graph.inputs[0].dtype
    // Whole numbers that came through a floating-point type, such as bytes of images, are the
    // nearest ones.
    let nearest = dtype.isInteger && input.dtype.isFloatingPoint ? round(input) : input
    let typed = (dtype == .uint8 ? nearest.clamped(from: 0, to: 255) : nearest).cast(to: dtype)
    guard let batch, batch != input.shape[0] else { return try evaluated([typed])[0] }
    return try ONNXProgram.inBatches(of: batch, [typed]) { try evaluated($0) }[0]
  }

  /// The output; operators look before only where the number or shape of examples is a new one.
  private func evaluated(_ input: [Tensor]) throws -> [Tensor] {
    let shape = input[0].shape
    guard shape.dropFirst().elementsEqual(exampleShape) else { return try computed.evaluate(input) }
    let isPossible = possibleCount.load(ordering: .relaxed) == shape[0]
    let result = try computed.evaluate(input, isPossible: isPossible)
    if !isPossible { possibleCount.store(shape[0], ordering: .relaxed) }
    return result
  }

  /// The parameters by the names of the file.
  public var children: [ModuleChild] {
    weights.map { ModuleChild(name: $0.name, .parameter($0.parameter)) }
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }

}

extension ONNXNetwork: InputCheckingModule {
  package func check(_ inputs: [TensorType]) throws {
    guard inputs.count == 1 else { throw ONNXError("it takes one input, not \(inputs.count)") }
    let shape = inputs[0].shape.removing(0)
    let found = try Self.batch(
      of: computed, TensorType(shape, graph.inputs[0].dtype), graph.inputs[0])
    guard found.count == batch else {
      throw ONNXError("an input of shape \(shape) changes what the network takes at once")
    }
  }
}

extension ONNXModel {
  /// The graph with the scores that a softmax at its only output takes in their place; nil without
  /// one.
  ///
  /// Names stay: the node becomes one that passes its input on.
  var withoutFinalSoftmax: ONNXModel? {
    guard outputs.count == 1,
      let last = nodes.firstIndex(where: { $0.outputs == [outputs[0].name] }),
      nodes[last].operation == "Softmax", nodes[last].domain.isEmpty, nodes[last].inputs.count == 1
    else { return nil }
    var model = self
    model.nodes[last].operation = "Identity"
    model.nodes[last].attributes = [:]
    return model
  }
}

extension ONNXNetwork {
  /// The graph without its weights, as an ONNX file in base 64, and the shape of an example.
  public var options: [String: ConfigurationValue] {
    var options: [String: ConfigurationValue] = [
      "graph": .text(Data(program.bytesWithoutWeights()).base64EncodedString()),
      "inputShape": .list(exampleShape.map { .integer($0) }),
    ]
    if endsInScores { options["endsInScores"] = true }
    return options
  }

  /// The network with these settings, its weights not yet known.
  public convenience init(options: inout Options, name: String?) throws {
    let shape = try options.shape("inputShape")
    let endsInScores = try options.flag("endsInScores", default: false)
    guard let text = try options.text("graph"), let data = Data(base64Encoded: text) else {
      throw ONNXError("the setting graph is missing, or not in base 64")
    }
    let model = try data.withUnsafeBytes { try ONNXModel(bytes: $0, path: "the setting graph") }
    let program = try ONNXProgram(model, inputCount: 1)
    try self.init(program, inputShape: shape, endsInScores: endsInScores, name: name)
  }
}
