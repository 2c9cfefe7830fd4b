import Apus
import ApusFiles
import ApusRuns
import ApusTestSupport
import Foundation
import Testing

@testable import ApusInterop

/// What the outputs and inputs of other programs' networks mean is found once, and kept with the
/// model.
@Suite struct ForeignNetworkTests {
  private let place = TemporaryFolder()
  typealias Value = ONNXModel.Value
  typealias Attributes = [String: ONNXModel.Attribute]

  private static func node(
    _ operation: String, _ inputs: [String], _ output: String, _ attributes: Attributes = [:]
  ) -> ONNXModel.Node {
    ONNXModel.Node(
      name: output, operation: operation, inputs: inputs, outputs: [output], attributes: attributes)
  }

  private static let shares = node("Softmax", ["s"], "q", ["axis": .integer(1)])

  /// What stands behind s = x·W + B, which ends in p.
  static let ends: [(name: String, count: Int, nodes: [ONNXModel.Node], meaning: OutputMeaning)] = [
    ("plain", 3, [node("Softmax", ["s"], "p", ["axis": .integer(1)])], .probabilities),
    ("cast", 3, [shares, node("Cast", ["q"], "p", ["to": .integer(1)])], .probabilities),
    ("identity", 3, [shares, node("Identity", ["q"], "p")], .probabilities),
    ("flatten", 3, [shares, node("Flatten", ["q"], "p")], .probabilities),
    (
      "squeeze", 3,
      [
        shares, node("Unsqueeze", ["q", "axes"], "r"), node("Squeeze", ["r", "axes"], "p"),
      ], .probabilities
    ),
    ("reshape", 3, [shares, node("Reshape", ["q", "form"], "p")], .probabilities),
    ("clip", 3, [shares, node("Clip", ["q", "least", "most"], "p")], .probabilities),
    ("dropout", 3, [shares, node("Dropout", ["q"], "p")], .probabilities),
    (
      "written out", 3,
      [
        node("Exp", ["s"], "e"), node("ReduceSum", ["e", "axes"], "t"),
        node("Div", ["e", "t"], "p"),
      ], .probabilities
    ),
    (
      "averaged", 3,
      [
        shares, node("Neg", ["s"], "n"), node("Softmax", ["n"], "m", ["axis": .integer(1)]),
        node("Mean", ["q", "m"], "p"),
      ], .probabilities
    ),
    (
      "an axis of one element", 3, [shares, node("Unsqueeze", ["q", "axes"], "p")], .probabilities
    ),
    ("sigmoid", 1, [node("Sigmoid", ["s"], "p")], .probability),
    (
      "squeezed sigmoid", 1,
      [node("Sigmoid", ["s"], "q"), node("Squeeze", ["q", "axes"], "p")], .probability
    ),
    ("squeezed value", 1, [node("Squeeze", ["s", "axes"], "p")], .values),
    (
      "sigmoid written out", 1,
      [
        node("Neg", ["s"], "n"), node("Exp", ["n"], "e"), node("Add", ["e", "most"], "d"),
        node("Reciprocal", ["d"], "p"),
      ], .probability
    ),
    ("sigmoids", 3, [node("Sigmoid", ["s"], "p")], .labels),
    ("linear", 3, [node("Identity", ["s"], "p")], .scores),
    ("hidden sigmoid", 3, [node("Identity", ["s"], "p")], .scores),
    ("value", 1, [node("Identity", ["s"], "p")], .values),
  ]

  private func write(_ end: Int) throws -> String {
    let (name, count, nodes, _) = Self.ends[end]
    let weights = RandomGenerator.with(seed: 5) { Tensor.randomNormal([4, count]) * 2 }
    let first =
      name == "hidden sigmoid"
      ? [Self.node("Sigmoid", ["x"], "h"), Self.node("Gemm", ["h", "W", "B"], "s")]
      : [Self.node("Gemm", ["x", "W", "B"], "s")]
    var shape: [ONNXModel.Extent] = [.named("n"), .fixed(count)]
    if name.hasPrefix("squeezed") { shape.removeLast() }
    if name == "an axis of one element" { shape.insert(.fixed(1), at: 1) }
    let model = ONNXModel(
      nodes: first + nodes,
      inputs: [Value(name: "x", shape: [.named("n"), .fixed(4)], dtype: .float32)],
      outputs: [Value(name: "p", shape: shape, dtype: .float32)],
      constants: [
        ("W", weights), ("B", .zeros([count])), ("axes", Tensor([Int64(1)])),
        ("form", Tensor([Int64(-1), Int64(count)])), ("least", Tensor(Float(0))),
        ("most", Tensor(Float(1))),
      ])
    let path = place.path + "/\(end).onnx"
    try model.write(to: path)
    return path
  }

  private func expectEqual(_ a: Tensor, _ b: Tensor, _ what: String) {
    #expect(a.shape == b.shape, "\(what)")
    let error = zip(a.doubles, b.doubles).map { Swift.abs($0 - $1) }.max() ?? 1
    #expect(error <= 1e-5, "\(what): \(error)")
  }

  /// The run answers what the file does, and arrays give the file's own numbers.
  @Test(arguments: ends.indices)
  func outputsMeanWhatTheFileSays(_ end: Int) throws {
    let (name, _, _, meaning) = Self.ends[end]
    let path = try write(end)
    let whole = try ONNXProgram(contentsOf: path)
    let x = Tensor.randomNormal([6, 4])
    let given = try whole.outputs(for: ["x": x])[0]
    let wanted = given.reshaped(to: [6, given.shape.elementCount / 6])
    try ModelImport(path).write(to: place.path + "/run\(end)")
    for source in [path, place.path + "/run\(end)"] {
      let (file, model) = try ModelFile.load(source)
      let outputs = Mode.inference { model(x) }
      switch meaning {
      case .values:
        #expect(file.meaning == .values && file.classes.isEmpty)
        expectEqual(outputs, wanted, name)
      case .labels:
        #expect(file.meaning == .labels && file.classes.count == 3)
        expectEqual(outputs, wanted, name)
      case .scores:
        #expect(file.meaning == nil)
        expectEqual(outputs, wanted, name)
      case .probability:
        #expect(file.classes == ["0", "1"] && file.givesProbabilities)
        let shares = softmax(outputs, axis: -1)
        expectEqual(shares.sliced(axis: 1, from: 1, to: 2), wanted, name)
      default:
        #expect(file.meaning == nil && file.givesProbabilities)
        expectEqual(softmax(outputs, axis: -1), wanted, name)
      }
      let arrays = try ArrayNetwork(contentsOf: source)
      #expect(arrays.inputs.map(\.name) == ["x"] && arrays.outputs.map(\.name) == ["p"])
      expectEqual(try arrays(["x": x])[0], given, name)
    }
  }

  @Test func aSoftmaxAtTheVeryEndIsLeftOut() throws {
    let made = try ModelImport(try write(0))
    let parts = try #require(made.model as? Sequential).layers
    #expect(parts.count == 1 && (parts[0] as? ONNXNetwork)?.endsInScores == true)
  }

  @Test func oneNumberOfTwoClassesIsAScoreWhereTheUserSaysSo() throws {
    let end = try #require(Self.ends.firstIndex { $0.name == "value" })
    var options = ImportOptions()
    options.classes = ["no", "yes"]
    let made = try ModelImport(try write(end), options: options)
    let x = Tensor.randomNormal([5, 4])
    let value = try ONNXProgram(contentsOf: place.path + "/\(end).onnx").outputs(for: ["x": x])[0]
    #expect(made.file.classes == ["no", "yes"])
    let shares = softmax(made.model(x), axis: -1).sliced(axis: 1, from: 1, to: 2)
    expectEqual(shares, sigmoid(value), "score")
    options.meaning = .probabilities
    #expect(throws: FileError.self) {
      try ModelImport(place.path + "/\(end).onnx", options: options)
    }
  }

  // MARK: Keras

  private func keras(_ model: Sequential, _ shape: Shape) throws -> String {
    let path = place.path + "/model.keras"
    try KerasFile.write(model, inputShape: shape, to: path)
    return path
  }

  @Test(arguments: ["reshape", "linear", "nested", "shared", "sigmoid", "value"])
  func endsOfKeras(_ name: String) throws {
    let path = place.path + "/model.keras"
    let x = Tensor.randomNormal([5, 4])
    let whole: any Layer
    switch name {
    case "reshape":
      whole = Sequential {
        Dense(3, activation: .softmax)
        Reshape([3, 1])
        Flatten()
      }
    case "linear":
      whole = Sequential {
        Dense(3, activation: .softmax)
        Activation(.linear)
      }
    case "nested":
      let input = Input([4])
      let inner = Model(inputs: input, outputs: Dense(3, activation: .softmax)(input))
      let outer = Input([4])
      whole = Model(inputs: outer, outputs: Activation(.linear)(inner(outer)))
    case "shared":
      let input = Input([4])
      let shared = Dense(3, activation: .softmax)
      whole = Model(
        inputs: input, outputs: Average()([shared(input), shared(Dense(4)(input))]))
    case "sigmoid": whole = Sequential { Dense(1, activation: .sigmoid) }
    default: whole = Sequential { Dense(1) }
    }
    try KerasFile.write(whole, inputShape: whole is Model ? nil : [4], to: path)
    try ModelImport(path).write(to: place.path + "/run")
    let (file, model) = try ModelFile.load(place.path + "/run")
    let outputs = Mode.inference { model(x) }
    switch name {
    case "sigmoid":
      #expect(file.classes.count == 2)
      let share = softmax(outputs, axis: -1).sliced(axis: 1, from: 1, to: 2)
      expectEqual(share, whole(x), name)
    case "value":
      #expect(file.meaning == .values)
      expectEqual(outputs, whole(x), name)
    default: expectEqual(softmax(outputs, axis: -1), whole(x), name)
    }
    let arrays = try ArrayNetwork(contentsOf: place.path + "/run")
    expectEqual(try arrays([arrays.inputs[0].name: x])[0], whole(x), "\(name), arrays")
  }

  // MARK: Pixels

  @Test func aRescalingAtTheBeginningWantsBytes() throws {
    let path = try keras(
      Sequential {
        Rescaling(1 / 255.0)
        Flatten()
        Dense(3)
      }, [2, 2, 3])
    let made = try ModelImport(path)
    let x = Tensor.randomUniform([4, 2, 2, 3])
    let whole = try ArrayNetwork(contentsOf: path)
    expectEqual(made.model(x), try whole(["input": x * 255])[0], "bytes")
    #expect(made.description.contains("its pixels are 0…255"))
    // Not where they are no pictures.
    let vectors = try ModelImport(
      try keras(
        Sequential {
          Rescaling(1 / 255.0)
          Dense(3)
        }, [4]))
    let y = Tensor.randomUniform([4, 4])
    let own = try ArrayNetwork(contentsOf: place.path + "/model.keras")
    expectEqual(vectors.model(y), try own(["input": y])[0], "vectors")
  }

  @Test func wholeNumbersAreTheNearestBytes() throws {
    let model = ONNXModel(
      nodes: [
        Self.node("Cast", ["x"], "real", ["to": .integer(1)]),
        Self.node("Flatten", ["real"], "y"),
      ],
      inputs: [
        Value(name: "x", shape: [.named("n"), .fixed(3), .fixed(2), .fixed(2)], dtype: .uint8)
      ],
      outputs: [Value(name: "y", shape: [.named("n"), .fixed(12)], dtype: .float32)],
      constants: [])
    let path = place.path + "/bytes.onnx"
    try model.write(to: path)
    let made = try ModelImport(path)
    #expect(made.file.inputShape == [2, 2, 3])
    let bytes = (0..<12).map { Float($0 * 21) }
    let output = made.model(Tensor(bytes, shape: [1, 2, 2, 3]) / 255)
    let first = Tensor(bytes, shape: [1, 2, 2, 3]).transposed(axes: [0, 3, 1, 2])
    #expect(output.floats == first.floats)
  }

  @Test func rangeMeanAndDeviationAreKept() throws {
    let path = try keras(Sequential { GlobalAveragePooling2D() }, [1, 1, 3])
    var options = ImportOptions()
    options.pixels = PixelForm(range: -1...1, mean: [0.5, 0, 0.1], deviation: [0.5, 1, 2])
    options.classes = ["a", "b", "c"]
    try ModelImport(path, options: options).write(to: place.path + "/run")
    let (file, model) = try ModelFile.load(place.path + "/run")
    #expect(file.classes == ["a", "b", "c"])
    let output = Mode.inference { model(Tensor([0, 0.5, 1] as [Float], shape: [1, 1, 1, 3])) }
    expectEqual(output, Tensor([[-3, 0, 0.45]] as [[Float]]), "pixels")
    #expect(throws: FileError.self) { try ModelFile.load(place.path + "/run", options: options) }
    options.pixels.mean = [1, 2]
    #expect(throws: ConfigurationError.self) { try ModelImport(path, options: options) }
  }

  // MARK: Files

  @Test func modelsAreSavedByEndingAndLoadedByFirstBytes() throws {
    let model = Sequential {
      Dense(3, activation: .relu)
      Dense(2)
    }
    let x = Tensor.randomNormal([3, 4])
    let wanted = model(x)
    for name in ["m.keras", "m.onnx", "m.safetensors", "m"] {
      let path = place.path + "/" + name
      try model.save(to: path, inputShape: [4])
      let again = place.path + "/copy of " + name.replacing(".", with: "-")
      try FileManager.default.copyItem(atPath: path, toPath: again)
      let loaded = try loadModel(again)
      expectEqual(loaded(x), wanted, name)
    }
    try model.save(to: place.path + "/m.weights.h5")
    for name in ["m.h5", "m.pth", "m.keras.bak"] {
      let error = #expect(throws: FileError.self) { try model.save(to: place.path + "/" + name) }
      #expect(error?.description.contains("\n") == false)
      #expect(!FileManager.default.fileExists(atPath: place.path + "/" + name))
    }
    #expect(throws: FileError.self) { try loadModel(place.path + "/m.weights.h5") }
  }

  @Test func weightsOfOtherTypesAreConverted() throws {
    let recipe = try Recipe.named("xor")
    let settings = try SettingValues(for: recipe.settings)
    let model = try recipe.makeModel(settings)
    model.build(try recipe.inputShape(settings))
    let path = place.path + "/w.npz"
    try NumPyArchive.write(model.weights.mapValues { $0.cast(to: .float64) }, to: path)
    let made = try ModelImport(npz: path, recipe: recipe, settings: settings)
    for (name, tensor) in model.weights {
      #expect(made.model.weights[name]?.floats == tensor.floats)
    }
    var wrong = model.weights
    let name = try #require(wrong.keys.sorted().first)
    wrong[name] = Tensor.zeros([7, 7])
    try NumPyArchive.write(wrong, to: path)
    let error = #expect(throws: FileError.self) {
      try ModelImport(npz: path, recipe: recipe, settings: settings)
    }
    #expect(error?.description.contains("its '\(name)' is float32[7, 7]") == true)
  }
}
