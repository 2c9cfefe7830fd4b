import ApusCore
import Testing

@testable import ApusNN

/// What the golden numbers leave out: derivatives of second order, configurations that throw,
/// penalties, fields.
@Suite struct ConvolutionLayerTests {
  /// One layer of each type, with the shape of an example.
  static var examples: [(layer: any ConvolutionLayer, shape: Shape)] {
    [
      (Conv1D(2, kernel: 3, padding: .causal, dilation: 2, activation: .tanh), [5, 2]),
      (Conv1D(2, kernel: 2, padding: .same, paddingMode: .edge, groups: 2), [4, 2]),
      (
        Conv2D(2, kernel: 3, padding: .same, paddingMode: .reflect, activation: .softplus),
        [3, 3, 2]
      ),
      (Conv2D(1, kernel: (2, 3), padding: .same, paddingMode: .periodic), [3, 2, 2]),
      (Conv3D(2, kernel: 2, padding: .same, groups: 2, activation: .sigmoid), [2, 3, 2, 2]),
      (Conv3D(1, kernel: 2, strides: 2, padding: .same, paddingMode: .periodic), [3, 2, 3, 1]),
      (Conv1DTranspose(2, kernel: 3, strides: 2, padding: .same, activation: .tanh), [3, 2]),
      (Conv2DTranspose(2, kernel: 3, strides: 2, activation: .sigmoid), [2, 2, 2]),
      (Conv3DTranspose(1, kernel: 2, strides: 2, padding: .same, activation: .tanh), [2, 1, 2, 2]),
      (DepthwiseConv1D(3, padding: .same, depthMultiplier: 2, activation: .tanh), [4, 2]),
      (DepthwiseConv2D(2, strides: 2, padding: .same, activation: .sigmoid), [3, 3, 2]),
      (SeparableConv1D(2, kernel: 2, activation: .tanh), [4, 2]),
      (SeparableConv2D(2, kernel: 2, padding: .same, depthMultiplier: 2), [2, 3, 2]),
      (LocallyConnected1D(2, kernel: 2, strides: 2, activation: .tanh), [4, 2]),
      (LocallyConnected2D(1, kernel: 2, padding: .same, paddingMode: .edge), [2, 3, 2]),
    ]
  }

  private func values(_ shape: Shape, _ salt: Int = 0) -> Tensor {
    Tensor(
      (0..<shape.elementCount).map { Double(($0 * 31 + salt * 7 + 5) % 23) / 11 - 1 }, shape: shape)
  }

  @Test(arguments: examples.indices) func derivatives(_ index: Int) {
    let (layer, shape) = Self.examples[index]
    layer.build(shape, dtype: .float64)
    for (salt, parameter) in layer.parameters.enumerated() {
      parameter.wrappedValue = values(parameter.wrappedValue.shape, salt)
    }
    let input = values(shape.inserting(1, at: 0), 3)
    expectDerivatives(at: input, tolerance: 1e-5, "\(index): input") { layer($0) }
    for kernel in layer.kernels {
      let value = kernel.wrappedValue
      // The parameter's gradient of a sum of squares is that of the same with the parameter as the
      // point.
      let (_, slopes) = valueAndGradient(at: [kernel]) { (layer(input) * layer(input)).sum() }
      var numbers = value.doubles
      for place in [0, numbers.count / 2, numbers.count - 1] {
        let kept = numbers[place]
        func objective(_ x: Double) -> Double {
          numbers[place] = x
          kernel.wrappedValue = Tensor(numbers, shape: value.shape)
          let y = layer(input)
          return (y * y).sum().item
        }
        let numeric = (objective(kept + 1e-5) - objective(kept - 1e-5)) / 2e-5
        _ = objective(kept)
        #expect(abs(slopes[0].doubles[place] - numeric) <= 1e-5 * max(1, abs(numeric)))
      }
    }
  }

  @Test(arguments: examples.indices) func describeThemselves(_ index: Int) throws {
    let (layer, shape) = Self.examples[index]
    let type = type(of: layer).typeName
    let configuration = LayerConfiguration(type: type, options: layer.options)
    let again = try #require(
      try LayerRegistry.standard.make(configuration) as? any ConvolutionLayer)
    #expect(again.options == layer.options)
    #expect(try again.checkedBuild(shape) == layer.build(shape))
    let summary = try Sequential([again]).checkedSummary(shape)
    #expect(summary.total == layer.parameterCount && summary.rows[0].type == type)
    // Wrong shapes throw and do not trap.
    #expect(throws: ConfigurationError.self) { try again.checkedBuild([5]) }
    #expect(throws: ConfigurationError.self) {
      try again.checkedBuild(Shape(shape.dropLast() + [shape[shape.rank - 1] + 1]))
    }
    #expect(throws: ConfigurationError.self) {
      try LayerRegistry.standard.make(
        LayerConfiguration(
          type: type, options: layer.options.merging(["kernel": [0]]) { _, new in new }))
    }
  }

  @Test(
    arguments: [
      ("Conv1D", ["filters": 2, "kernel": [9]], [8, 4]),
      ("Conv1D", ["filters": 2, "kernel": [2], "padding": "causl"], [8, 4]),
      ("Conv1D", ["filters": 2, "kernel": [2], "paddingMode": "mirror"], [8, 4]),
      ("Conv1D", ["filters": 3, "kernel": [2], "groups": 2], [8, 4]),
      ("Conv1D", ["filters": 3, "kernel": [2, 2]], [8, 4]),
      ("Conv2D", ["filters": 3, "kernel": [2, 2], "padding": "causal"], [8, 8, 4]),
      (
        "Conv3D", ["filters": 3, "kernel": [2, 2, 2], "padding": [0, 0, 0, 0, 0, -1]], [4, 4, 4, 1]
      ),
      ("Conv1DTranspose", ["filters": 2, "kernel": [2], "padding": "causal"], [8, 4]),
      ("Conv1DTranspose", ["filters": 2, "kernel": [2], "outputPadding": [1]], [8, 4]),
      ("Conv2DTranspose", ["filters": 2, "kernel": [2, 2], "padding": [9, 0, 9, 0]], [8, 8, 4]),
      (
        "Conv2DTranspose",
        ["filters": 2, "kernel": [2, 2], "strides": [16_777_216, 16_777_216]], [8, 8, 4]
      ),
      ("DepthwiseConv2D", ["kernel": [2, 2], "depthMultiplier": 0], [8, 8, 4]),
      ("DepthwiseConv2D", ["filters": 2, "kernel": [2, 2]], [8, 8, 4]),
      (
        "SeparableConv2D", ["filters": 2, "kernel": [2, 2], "kernelInitializer": "zeros"],
        [8, 8, 4]
      ),
      ("LocallyConnected2D", ["filters": 2, "kernel": [9, 2]], [8, 8, 4]),
      (
        "LocallyConnected2D",
        ["filters": 2, "kernel": [16_777_216, 16_777_216], "padding": "same"], [8, 8, 65_536]
      ),
      (
        "Conv1D",
        ["filters": 2, "kernel": [16_777_216], "padding": "causal", "dilation": [16_777_216]],
        [8, 4]
      ),
    ] as [(String, [String: ConfigurationValue], Shape)])
  func impossibleLayersThrow(
    _ type: String, _ options: [String: ConfigurationValue], _ shape: Shape
  ) {
    #expect(throws: ConfigurationError.self, "\(type) \(options)") {
      let made = try LayerRegistry.standard.make(LayerConfiguration(type: type, options: options))
      try (made as? any Layer)?.checkedBuild(shape)
    }
  }

  /// Random settings either throw or give a layer whose output has the shape that was promised.
  @Test func settingsThrowOrWork() throws {
    var state: UInt64 = 7
    func pick(_ range: ClosedRange<Int>) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return range.lowerBound + Int(state >> 33) % range.count
    }
    func list(_ rank: Int, _ range: ClosedRange<Int>) -> ConfigurationValue {
      .list((0..<rank).map { _ in .integer(pick(range)) })
    }
    let kinds = Self.examples.map { (type: type(of: $0.layer).typeName, rank: $0.shape.rank - 1) }
    var worked = 0
    for _ in 0..<1500 {
      let kind = kinds[pick(0...(kinds.count - 1))]
      var options: [String: ConfigurationValue] = ["kernel": list(kind.rank, 1...4)]
      let paddings: [ConfigurationValue] = [
        "valid", "same", kind.rank == 1 ? "causal" : "same", list(2 * kind.rank, 0...3),
      ]
      options["padding"] = paddings[pick(0...3)]
      if pick(0...1) == 0 { options["strides"] = list(kind.rank, 1...4) }
      if pick(0...1) == 0 { options["dilation"] = list(kind.rank, 1...3) }
      if !kind.type.hasPrefix("Depthwise") { options["filters"] = .integer(pick(1...4)) }
      if kind.type.hasSuffix("Transpose") {
        if pick(0...1) == 0 { options["outputPadding"] = list(kind.rank, 0...2) }
      } else {
        let modes: [ConfigurationValue] = ["zeros", "reflect", "replicate", "circular", 0.5]
        options["paddingMode"] = modes[pick(0...4)]
      }
      if ["Conv1D", "Conv2D", "Conv3D"].contains(kind.type) {
        options["groups"] = .integer(pick(1...3))
      }
      let shape = Shape((0..<kind.rank).map { _ in pick(1...6) } + [pick(1...4)])
      let made = try? LayerRegistry.standard.make(
        LayerConfiguration(type: kind.type, options: options))
      guard let layer = made as? any Layer, let output = try? layer.checkedBuild(shape) else {
        continue
      }
      worked += 1
      let input = Tensor.ones(shape.inserting(2, at: 0))
      let slope = gradient(at: input) { x in
        let y = layer(x)
        #expect(y.shape == output.inserting(2, at: 0), "\(kind.type) \(options) \(shape)")
        return y.sum()
      }
      #expect(slope.shape == input.shape)
    }
    #expect(worked > 500)
  }

  @Test func rulesAreFound() {
    let layer = SeparableConv2D(
      2, kernel: 2, depthwiseRegularizer: .l2(0.1), biasRegularizer: .l1(0.2),
      activityRegularizer: .l2(0.5), pointwiseConstraint: .maxNorm(1))
    layer.build([3, 3, 2])
    let penalized = layer.regularizedParameters.map(\.parameter)
    #expect(penalized.count == 2)
    #expect(penalized[0] === layer.$depthwiseWeight && penalized[1] === layer.bias)
    #expect(layer.constrainedParameters.map(\.parameter).first === layer.$pointwiseWeight)
    let input = Tensor.ones([2, 3, 3, 2])
    let (output, penalty) = Penalty(of: layer).collect { layer(input) }
    let depthwise = layer.depthwiseWeight
    let wanted = (depthwise * depthwise).sum().item * 0.1 + (output * output).sum().item * 0.25
    #expect(abs((penalty?.item ?? 0) - wanted) <= 1e-5 * max(1, wanted))
  }

  @Test func fieldsOfTheNewWindows() throws {
    let model = Sequential {
      DepthwiseConv2D(3, strides: 2)
      SeparableConv2D(4, kernel: (5, 3), dilation: (1, 2))
      LocallyConnected2D(2, kernel: 2)
      Conv2DTranspose(2, kernel: 3, strides: 1, padding: .same)
      Conv2D(2, kernel: 3)
    }
    let fields = model.receptiveFields([32, 32, 3])
    #expect(fields.map(\.rows.size) == [3, 11, 13] && fields.map(\.columns.size) == [3, 11, 13])
    let sequence = Sequential {
      for depth in 0..<4 { Conv1D(2, kernel: 2, padding: .causal, dilation: 1 << depth) }
    }
    #expect(sequence.receptiveFields([32, 1]).map(\.columns.size) == [2, 4, 8, 16])
  }
}
