import ApusCore
import Foundation
import Testing

@testable import ApusNN

@Suite struct ModelConfigurationTests {
  private func throughJSON(_ configuration: ModelConfiguration) throws -> ModelConfiguration {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return try JSONDecoder().decode(ModelConfiguration.self, from: encoder.encode(configuration))
  }

  private func copyWeights(from a: any Layer, to b: any Layer) {
    let values = Dictionary(
      uniqueKeysWithValues: a.namedParameters.map { ($0.name, $0.parameter.wrappedValue) })
    for (name, parameter) in b.namedParameters {
      guard let value = values[name] else {
        Issue.record("\(name) is not in the first model")
        continue
      }
      parameter.wrappedValue = value
    }
  }

  private func everything() -> Sequential {
    Sequential(name: "everything") {
      Conv2D(
        4, kernel: (3, 2), strides: (1, 2), padding: .same, dilation: (1, 1), groups: 2,
        activation: .mish, useBias: false, kernelInitializer: .heNormal, name: "first")
      Conv2D(4, kernel: 2, padding: .explicit(top: 1, left: 0, bottom: 0, right: 2))
      BatchNormalization(momentum: 0.9, scale: false)
      Activation(.leakyReLU(slope: 0.3))
      MaxPooling2D(2, strides: 1)
      AveragePooling2D((2, 1), padding: .same)
      Dropout(0.25)
      Reshape([-1, 4])
      Flatten()
      Sequential(name: "inner") {
        Dense(6, activation: .softplus, biasInitializer: .constant(0.1))
        Dense(6, kernelInitializer: .truncatedNormal(standardDeviation: 0.1))
      }
      Dense(3, activation: .softmax)
    }
  }

  /// Pooling of sequences and volumes takes the paddings of images, and causal ones.
  @Test func poolingKeepsItsPadding() throws {
    let sequence = Sequential([
      MaxPooling1D(3, strides: 1, padding: .causal),
      AveragePooling1D(2, padding: .explicit(before: 1, after: 0)),
    ])
    let volume = Sequential([
      MaxPooling3D(
        2, padding: .explicit(front: 1, top: 0, left: 1, back: 0, bottom: 0, right: 1)),
      AveragePooling3D((1, 2, 1), padding: .same),
    ])
    for (model, shape) in [(sequence, Shape([9, 2])), (volume, Shape([5, 6, 7, 2]))] {
      let configuration = try throughJSON(ModelConfiguration(of: model))
      let again = try configuration.makeModel(inputShape: shape)
      let x = Tensor.randomNormal(
        shape.inserting(2, at: 0), generator: RandomGenerator(seed: 9))
      let output = model(x)
      #expect(again(x).floats == output.floats)
      #expect(output.shape.removing(0) == again.build(shape))
    }
    let ahead = MaxPooling1D(3, strides: 1, padding: .causal)(
      Tensor([3, 1, 4, 1, 5] as [Float]).reshaped(to: [1, 5, 1]))
    #expect(ahead.floats == [3, 3, 4, 4, 5])
  }

  @Test func aChainSurvivesTheRoundTrip() throws {
    let model = everything()
    model.build([8, 8, 4])
    let configuration = try throughJSON(ModelConfiguration(of: model))
    let again = try configuration.makeModel(inputShape: [8, 8, 4])
    #expect(again is Sequential)
    #expect(again.namedParameters.map(\.name) == model.namedParameters.map(\.name))
    copyWeights(from: model, to: again)
    let x = Tensor.randomNormal([2, 8, 8, 4], generator: RandomGenerator(seed: 4))
    #expect(again(x).floats == model(x).floats)
    // JSON does not tell 1 from 1.0, so the described is compared, not what was read.
    #expect(try ModelConfiguration(of: again) == ModelConfiguration(of: model))
  }

  @Test func aGraphSurvivesTheRoundTrip() throws {
    let left = Input([4, 4, 2], name: "left")
    let right = Input([4, 4, 2])
    let shared = Conv2D(3, kernel: 3, padding: .same)
    let sum = shared(left) + shared(right)
    let pooled = Concatenate()(GlobalMaxPooling2D()(sum), GlobalAveragePooling2D()(sum))
    let model = Model(inputs: [left, right], outputs: [Dense(2)(pooled), pooled])
    let configuration = try throughJSON(ModelConfiguration(of: model))
    let again = try #require(try configuration.makeModel() as? Model)
    #expect(again.namedParameters.map(\.name) == model.namedParameters.map(\.name))
    copyWeights(from: model, to: again)
    let a = Tensor.randomNormal([2, 4, 4, 2], generator: RandomGenerator(seed: 5))
    let b = Tensor.randomNormal([2, 4, 4, 2], generator: RandomGenerator(seed: 6))
    for (ours, theirs) in zip(again([a, b]), model([a, b])) {
      #expect(ours.floats == theirs.floats)
    }
    #expect(try ModelConfiguration(of: again) == ModelConfiguration(of: model))
  }

  /// Whole numbers stay whole numbers where a layer takes them, and are refused elsewhere.
  @Test func aGraphOfIntegersSurvivesTheRoundTrip() throws {
    let words = Input([5], dtype: .int32, name: "words")
    let model = Model(
      inputs: [words],
      outputs: [
        Dense(2)(Flatten()(Embedding(7, 3)(words))),
        TokenAndPositionEmbedding(vocabularySize: 7, sequenceLength: 5, embeddingDim: 2)(words),
      ])
    let configuration = try throughJSON(ModelConfiguration(of: model))
    let again = try #require(try configuration.makeModel() as? Model)
    #expect(again.inputTypes == model.inputTypes)
    copyWeights(from: model, to: again)
    let x = Tensor([0, 6, 3, 2, 2] as [Int32]).reshaped(to: [1, 5])
    for (ours, theirs) in zip(again([x]), model([x])) { #expect(ours.floats == theirs.floats) }
  }

  @Test func whatCannotDescribeItselfThrows() {
    final class Own: Layer {
      func callAsFunction(_ input: Tensor) -> Tensor { input }
    }
    #expect(throws: ConfigurationError.self) { try ModelConfiguration(of: Own()) }
    #expect(throws: ConfigurationError.self) { try ModelConfiguration(of: Sequential([Own()])) }
    let square = ActivationFunction("square") { $0 * $0 }
    #expect(throws: ConfigurationError.self) {
      try ModelConfiguration(of: Sequential([Dense(2, activation: square)]))
    }
  }

  /// A layer of one's own within a wrapper is looked up where the model's layers are.
  @Test func wrappersTakeLayersOfTheRegistryAtHand() throws {
    let registry = LayerRegistry.standard.adding(Doubling.self)
    let model = Sequential([SpectralNormalized(WeightNoise(Doubling(), 0.1))])
    let configuration = try throughJSON(ModelConfiguration(of: model, registry: registry))
    // Where none is named, a model brings its own.
    #expect(try ModelConfiguration(of: model) == configuration)
    let again = try configuration.makeModel(inputShape: [3], registry: registry)
    let wrapper = try #require((again as? Sequential)?.layers.first as? SpectralNormalized)
    #expect((wrapper.layer as? WeightNoise)?.layer is Doubling)
    for attempt in [
      { _ = try configuration.makeModel(inputShape: [3]) },
      { _ = try ModelConfiguration(of: model, registry: .standard) },
    ] as [() throws -> Void] {
      let error = #expect(throws: ConfigurationError.self) { try attempt() }
      #expect(error?.description.contains("Doubling") == true)
    }
  }

  private final class Doubling: Layer, ConfigurableModule {
    let name: String?
    init(name: String? = nil) { self.name = name }
    var options: [String: ConfigurationValue] { [:] }
    convenience init(options: inout Options, name: String?) throws { self.init(name: name) }
    func callAsFunction(_ input: Tensor) -> Tensor { 2 * input }
  }

  private func chain(_ layers: [(String, [String: ConfigurationValue])]) -> ModelConfiguration {
    ModelConfiguration(
      kind: .sequential, name: nil, inputs: nil,
      steps: layers.enumerated().map { position, layer in
        ModelConfiguration.Step(
          layer: "layer\(position)",
          content: .layer(LayerConfiguration(type: layer.0, options: layer.1)), inputs: nil)
      }, outputs: nil)
  }

  @Test(
    arguments: [
      ("Dens", [:]),
      ("Dense", [:]),
      ("Dense", ["units": 0]),
      ("Dense", ["units": -4]),
      ("Dense", ["units": .integer(.max)]),
      ("Dense", ["units": "many"]),
      ("Dense", ["units": 4, "activation": "rellu"]),
      ("Dense", ["units": 4, "activaton": "relu"]),
      ("Dense", ["units": 4, "kernelInitializer": "glorot"]),
      ("Dense", ["units": 4, "kernelInitializer": .object(["name": "constant", "valu": 3])]),
      ("Dense", ["units": 16, "useBias": 1]),
      ("Conv2D", ["filters": 4, "kernel": 3]),
      ("Conv2D", ["filters": 4, "kernel": [9, 9]]),
      ("Conv2D", ["filters": 4, "kernel": [2, 2], "groups": 3]),
      ("Conv2D", ["filters": 6, "kernel": [2, 2], "groups": 3]),
      ("Conv2D", ["filters": 4, "kernel": [2, 2], "padding": "valld"]),
      ("Conv2D", ["filters": 4, "kernel": [2, 2], "padding": [0, 0, -1, 0]]),
      (
        "Conv2D",
        ["filters": 16_777_216, "kernel": [8, 8], "padding": [16_777_216, 16_777_216, 0, 0]]
      ),
      ("Dense", ["units": 3, "activation": "glu"]),
      ("MaxPooling2D", ["window": [9, 1]]),
      ("MaxPooling2D", ["padding": [16_777_216, 16_777_216, 16_777_216, 16_777_216]]),
      ("AveragePooling2D", ["window": [2, 2], "strides": [0, 1]]),
      ("Reshape", ["target": [7]]),
      ("Reshape", ["target": [-1, -1]]),
      ("Reshape", ["target": [16_777_216, 16_777_216, 16_777_216]]),
      ("Dropout", ["rate": 1.5]),
      ("BatchNormalization", ["axis": 0]),
      ("BatchNormalization", ["epsilon": -1]),
      ("Add", [:]),
      ("Concatenate", ["axis": 9]),
      ("MaxPooling1D", [:]),
      ("AveragePooling2D", ["padding": "causal"]),
      ("AveragePooling2D", ["padding": [1, 1]]),
      ("Embedding", ["inputDim": 4, "outputDim": 2, "embeddingsConstraint": "loose"]),
      ("MaxPooling3D", ["window": [2, 2, 2]]),
      ("AdaptiveMaxPooling2D", [:]),
      ("AdaptiveAveragePooling2D", ["sizes": [0, 3]]),
      ("AdaptiveAveragePooling2D", ["sizes": [16_777_216, 16_777_216]]),
      ("UpSampling2D", ["factors": [16_777_216, 16_777_216]]),
      ("UpSampling2D", ["interpolation": "area"]),
      ("ZeroPadding2D", ["margins": [1, 2, 3]]),
      ("ZeroPadding2D", ["margins": [16_777_216, 16_777_216, 16_777_216, 16_777_216]]),
      ("Cropping2D", ["margins": [50, 50, 0, 0]]),
      ("BorderPadding", ["margins": [1, 1, 1], "mode": "replicate"]),
      ("BorderPadding", ["margins": [1, 1, 1, 1], "mode": "mirror"]),
      ("BorderPadding", ["margins": [1, 1, 1, 1]]),
      ("Permute", ["order": [2, 1]]),
      ("Permute", ["order": [1, 1, 3]]),
      ("RepeatVector", ["count": 2]),
      ("RoIAlign", ["size": [2, 2]]),
      ("Normalization", ["axes": [0]]),
      ("Rescaling", [:]),
      ("Activation", [:]),
      ("Maxout", ["units": 16_777_216, "pieces": 16_777_216]),
    ] as [(String, [String: ConfigurationValue])])
  func impossibleLayersThrow(_ type: String, _ options: [String: ConfigurationValue]) {
    #expect(throws: ConfigurationError.self, "\(type) \(options)") {
      try chain([(type, options)]).makeModel(inputShape: [8, 8, 4])
    }
    do {
      _ = try chain([(type, options)]).makeModel(inputShape: [8, 8, 4])
    } catch {
      let text = "\(error)"
      #expect(text.count < 400 && !text.contains("\n"), "\(text)")
    }
  }

  @Test func impossibleShapesThrow() throws {
    let dense = chain([("Dense", ["units": 16_777_216]), ("Dense", ["units": 16_777_216])])
    #expect(throws: ConfigurationError.self) { try dense.makeModel(inputShape: [16_777_216]) }
    #expect(throws: ConfigurationError.self) { try dense.makeModel() }
    let small = chain([("Dense", ["units": 2])])
    #expect(throws: ConfigurationError.self) { try small.makeModel(inputShape: []) }
    #expect(throws: ConfigurationError.self) { try small.makeModel(inputShape: [0]) }
    // Whole numbers become floating point in a dense layer, as in code.
    #expect(throws: Never.self) { try small.makeModel(inputShape: [3], dtype: .int32) }
    let flat = chain([("Flatten", [:]), ("Conv2D", ["filters": 2, "kernel": [3, 3]])])
    #expect(throws: ConfigurationError.self) { try flat.makeModel(inputShape: [8, 8, 1]) }
    let model = Sequential { Conv2D(4, kernel: 5) }
    #expect(throws: ConfigurationError.self) { try model.checkedSummary([4, 4, 1]) }
  }

  @Test func shapesThatTheLayersCannotTakeThrow() throws {
    func refused(
      _ shape: Shape, _ layer: any Layer, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(throws: ConfigurationError.self, sourceLocation: sourceLocation) {
        try Sequential([layer]).checkedSummary(shape)
      }
    }
    // An extent of 0, one beyond all reason, too many axes.
    refused([0, 4], Flatten())
    refused([1 << 40], Flatten())
    refused([1, 1, 1, 1, 1, 1, 1, 1], Flatten())
    refused([], Dense(2))
    refused([3], Dense(3, activation: .glu))
    refused([28, 28], Conv2D(4, kernel: 3))
    refused([2, 28, 1], Conv2D(4, kernel: 3))
    refused([8, 8, 1], Conv2D(4, kernel: 3, dilation: 4))
    refused([8, 8, 3], Conv2D(4, kernel: 3, groups: 2))
    refused(
      [8, 8, 3],
      Conv2D(4, kernel: 3, padding: .explicit(top: -1, left: 0, bottom: 0, right: 0)))
    refused([1, 4, 3], MaxPooling2D(2))
    refused([28], MaxPooling2D(2))
    refused([65_536, 65_536, 1], MaxPooling2D(2))
    refused([4, 1, 3], AveragePooling2D(2))
    refused([4], GlobalMaxPooling2D())
    refused([4, 4], GlobalAveragePooling2D())
    refused([7], Reshape([2, -1]))
    refused([6], Reshape([2, 4]))
    refused([], BatchNormalization())
    refused([4, 4], BatchNormalization(axis: 3))
    refused([4, 4], BatchNormalization(axis: -3))
    refused([3], Activation(.glu))
    let x = Input([4])
    refused([5], Model(inputs: x, outputs: Dense(2)(x)))
    let y = Input([4])
    refused([4], Model(inputs: [x, y], outputs: [x + y]))
    refused([64, 4, 4, 16], Conv3D(1, kernel: (1 << 24, 1, 1), padding: .same))
    refused([64, 4, 4, 16], Conv3DTranspose(16, kernel: (1 << 24, 1, 1), padding: .same))
    _ = try Sequential { MultiHeadAttention(heads: 2) }.checkedSummary([1 << 18, 8])
    // Layers that were built for another shape, or given weights of another.
    for layer in [Dense(2), BatchNormalization()] as [any Layer] {
      layer.build([3])
      refused([4], layer)
    }
    let convolution = Conv2D(2, kernel: 3)
    convolution.weight = .zeros([9, 2])
    refused([8, 8, 1], convolution)
    // What just fits does not throw.
    _ = try Sequential { MaxPooling2D(2) }.checkedSummary([46_340, 46_340, 1])
    _ = try Sequential { Conv2D(4, kernel: 3) }.checkedSummary([3, 3, 1])
    _ = try Sequential { Flatten() }.checkedSummary([])
    _ = try Sequential { BatchNormalization(axis: 1) }.checkedSummary([4, 4])
  }

  /// Borders have the same names in every layer.
  @Test(arguments: ["zeros", "reflect", "replicate", "circular", 0.5] as [ConfigurationValue])
  func bordersHaveOneName(_ mode: ConfigurationValue) throws {
    let border = try LayerRegistry.standard.make(
      LayerConfiguration(type: "BorderPadding", options: ["margins": [1, 1], "mode": mode]))
    #expect(border.options["mode"] == mode)
    let convolution = try LayerRegistry.standard.make(
      LayerConfiguration(
        type: "Conv1D", options: ["filters": 2, "kernel": [2], "paddingMode": mode]))
    #expect(convolution.options["paddingMode"] == mode)
  }

  @Test func aLongChainNeedsNoDeepStack() throws {
    let x = Input([2])
    var configuration = try ModelConfiguration(of: Model(inputs: x, outputs: Activation(.relu)(x)))
    let count = 20_000
    for place in 1..<count {
      configuration.steps.append(
        ModelConfiguration.Step(
          layer: configuration.steps[0].layer, content: nil, inputs: [place]))
    }
    configuration.outputs = [count]
    let model = try #require(try configuration.makeModel() as? Model)
    #expect(model.outputCount == 1)
    // Also where the last step is wrong.
    configuration.steps[count - 1].inputs = [count]
    #expect(throws: ConfigurationError.self) { try configuration.makeModel() }
  }

  @Test func brokenGraphsThrow() throws {
    let x = Input([4])
    let good = try ModelConfiguration(of: Model(inputs: x, outputs: Dense(2)(Dense(3)(x))))
    #expect(throws: Never.self) { try good.makeModel() }
    func broken(_ change: (inout ModelConfiguration) -> Void) {
      var configuration = good
      change(&configuration)
      #expect(throws: ConfigurationError.self) { try configuration.makeModel() }
    }
    broken { $0.steps[0].inputs = [1] }
    broken { $0.steps[0].inputs = [-1] }
    broken { $0.steps[0].inputs = [] }
    broken { $0.steps[0].inputs = [0, 0] }
    broken { $0.steps[0].inputs = nil }
    broken { $0.steps[1].content = nil }
    broken { $0.steps[1].layer = "dense" }
    broken { $0.outputs = [7] }
    broken { $0.outputs = [] }
    broken { $0.inputs = [] }
    broken { $0.inputs?[0].shape = [-3] }
    broken { $0.inputs?[0].dtype = "float16" }
    broken { $0.name = "a.b" }
    broken { $0.kind = .sequential }
    #expect(throws: ConfigurationError.self) { try good.makeModel(inputShape: [5]) }
    // The second use of a layer must fit the weights of the first.
    var twice = good
    twice.steps[1] = ModelConfiguration.Step(layer: "dense", content: nil, inputs: [1])
    #expect(throws: ConfigurationError.self) { try twice.makeModel() }
  }

  @Test func optimizersAndLossesSurviveTheRoundTrip() throws {
    let scheduled = SGD()
    scheduled.schedule = ExponentialDecay(
      initialRate: 0.5, decaySteps: 10, decayRate: 0.5, staircase: true)
    let optimizers: [any Optimizer] = [
      SGD(momentum: 0.9, nesterov: true), RMSprop(centered: true, weightDecay: 0.1),
      Adam(amsgrad: true),
      AdamW(), scheduled,
    ]
    for optimizer in optimizers {
      let data = try JSONEncoder().encode(optimizer.configuration)
      let configuration = try JSONDecoder().decode(OptimizerConfiguration.self, from: data)
      #expect(try configuration.makeOptimizer().configuration == optimizer.configuration)
    }
    #expect(throws: ConfigurationError.self) {
      try OptimizerConfiguration(name: "Adem").makeOptimizer()
    }
    #expect(throws: ConfigurationError.self) {
      try OptimizerConfiguration(name: "Adam", options: ["rate": 1]).makeOptimizer()
    }
    #expect(throws: ConfigurationError.self) {
      try OptimizerConfiguration(name: "SGD", options: ["learningRate": -1]).makeOptimizer()
    }
    for schedule: ConfigurationValue in [
      "ExponentialDecay", .object(["name": "Exponential"]), .object(["name": "ExponentialDecay"]),
      .object([
        "name": "ExponentialDecay", "initialRate": 1, "decaySteps": 0, "decayRate": 0.5,
      ]),
    ] {
      #expect(throws: ConfigurationError.self) {
        try OptimizerConfiguration(name: "SGD", options: ["schedule": schedule]).makeOptimizer()
      }
    }
    for name in Loss.names { #expect(try Loss.named(name).name == name) }
    #expect(throws: ConfigurationError.self) { try Loss.named("mse") }
    for name in Initializer.names { #expect(try Initializer.named(name).name == name) }
  }
}
