import ApusCore
import Testing

@testable import ApusNN

@Suite struct NormalizationTests {
  static let cases = ((try? GoldenCase.cases("normalizations")) ?? []).filter {
    $0.kind != "supportVectors"
  }

  @Test func theFixturesAreThere() { #expect(Self.cases.count == 38) }

  /// PyTorch's outputs and gradients, which Keras's agree with.
  @Test(arguments: cases) func matches(_ example: GoldenCase) throws {
    let configuration = LayerConfiguration(type: example.kind, options: example.config ?? [:])
    try expectMatch(
      #require(try LayerRegistry.standard.make(configuration) as? any Layer), example)
  }

  private let layers: [any ConfigurableModule & Layer] = [
    LayerNormalization(axes: [2, 1], epsilon: 1e-5, center: false), RMSNormalization(epsilon: 0.1),
    UnitNormalization(axes: [1]), GroupNormalization(groups: 2, axis: 1, scale: false),
    InstanceNormalization(axis: -2, epsilon: 1e-5),
    LocalResponseNormalization(size: 3, alpha: 1, beta: 0.5, bias: 1, averages: true),
    RBFOutput(4, kernel: .squaredDistance), RBFOutput(4, gamma: 0.5),
  ]

  @Test func theRegistryMakesThemAgain() throws {
    for layer in layers {
      let type = type(of: layer).typeName
      let again = try LayerRegistry.standard.make(
        LayerConfiguration(type: type, options: layer.options))
      #expect(again.options == layer.options, "\(type)")
      _ = layer.build([4, 6])
      #expect(layer.hasFixedChildren, "\(type)")
    }
  }

  @Test func impossibleOnesThrow() {
    let settings: [(String, [String: ConfigurationValue])] = [
      ("LayerNormalization", ["axes": []]), ("LayerNormalization", ["epsilon": 0]),
      ("RMSNormalization", ["axes": [99]]), ("UnitNormalization", ["axis": 1]),
      ("GroupNormalization", ["groups": 0]), ("InstanceNormalization", ["groups": 2]),
      ("LocalResponseNormalization", ["size": 0]), ("LocalResponseNormalization", ["bias": 0]),
      ("RBFOutput", [:]), ("RBFOutput", ["units": 2, "kernel": "cubic"]),
    ]
    for (type, options) in settings {
      #expect(throws: ConfigurationError.self, "\(type) \(options)") {
        try LayerRegistry.standard.make(LayerConfiguration(type: type, options: options))
      }
    }
    let refused: [(any ConfigurableModule, Shape)] = [
      (LayerNormalization(axes: [0]), [4]), (LayerNormalization(axes: [1, -1]), [4]),
      (LayerNormalization(), []), (RMSNormalization(axes: [2]), [4]),
      (GroupNormalization(groups: 3), [5, 4]), (InstanceNormalization(axis: -3), [5, 4]),
      (LocalResponseNormalization(), []), (RBFOutput(3), []),
    ]
    for (layer, shape) in refused {
      #expect(throws: ConfigurationError.self, "\(layer) \(shape)") { try layer.check([shape]) }
    }
    for layer in layers.dropLast(2) where !(layer is UnitNormalization) {
      guard !layer.parameters.isEmpty else { continue }
      layer.build([4, 6])
      #expect(throws: ConfigurationError.self, "\(layer)") { try layer.check([[6, 8]]) }
    }
  }

  @Test(arguments: [DType.float32, .float64])
  func oneGroupAndAGroupAChannelAreTheOthers(_ dtype: DType) {
    let x = Tensor.randomNormal([3, 4, 5, 6], dtype: dtype, generator: RandomGenerator(seed: 8))
    expectClose(
      GroupNormalization(groups: 1)(x),
      LayerNormalization(axes: [1, 2, 3], center: false, scale: false)(x), 1e-5)
    expectClose(GroupNormalization(groups: 6)(x), InstanceNormalization()(x), 0)
    let lengths = square(UnitNormalization()(x)).sum(axis: -1)
    expectClose(lengths, .ones(lengths.shape, dtype: dtype), 1e-5)
    #expect(UnitNormalization()(Tensor.zeros([2, 3])).floats == [0, 0, 0, 0, 0, 0])
    // One layer, inputs of other widths and types, and the meta device between.
    let unit = UnitNormalization()
    for shape in [[2, 4], [1, 9], [2, 4]] as [Shape] {
      #expect(unit.build([3]) == [3])
      for dtype in [DType.float32, .float64] {
        let lengths = square(unit(Tensor.ones(shape, dtype: dtype))).sum(axis: -1)
        #expect(lengths.doubles.allSatisfy { abs($0 - 1) < 1e-6 } && lengths.dtype == dtype)
      }
    }
  }

  @Test func parametersAndInputsOfOtherTypes() {
    let x = Tensor.randomNormal([3, 4], generator: RandomGenerator(seed: 9))
    let layer = LayerNormalization()
    _ = layer(x)
    #expect(layer(x.cast(to: .bfloat16)).dtype == .float32)
    #expect(layer(x.cast(to: .float64)).dtype == .float64)
    #expect(LayerNormalization()(x.cast(to: .bfloat16)).dtype == .bfloat16)
  }

  /// n is not in AlexNet's α: one element among zeros is x / (k + αx²)^β.
  @Test func alexNetsAlphaMultipliesTheSum() {
    let x = Tensor([0, 0, 3, 0, 0] as [Float], shape: [1, 5])
    let layer = LocalResponseNormalization(alpha: 0.5, beta: 1, bias: 2)
    expectClose(layer(x), Tensor([0, 0, 3 / 6.5, 0, 0] as [Float], shape: [1, 5]), 1e-6)
    let averaging = LocalResponseNormalization(alpha: 0.5, beta: 1, bias: 2, averages: true)
    expectClose(averaging(x), Tensor([0, 0, 3 / 2.9, 0, 0] as [Float], shape: [1, 5]), 1e-6)
  }
}
