import ApusCore
import Testing

@testable import ApusNN

/// Pooling, resizing, padding, merging and scaling layers, made by their configurations, against
/// Keras, PyTorch and, for regions of interest, the papers' definitions.
@Suite struct GoldenPoolingFormTests {
  static let cases = (try? GoldenCase.cases("pooling_forms")) ?? []

  @Test func everyLayerHasACase() {
    let covered = Set(Self.cases.map(\.kind))
    let families = ["Pooling", "Padding", "Cropping", "UpSampling", "RoI"]
    for type in LayerRegistry.standard.names
    where families.contains(where: type.contains)
      && !["MaxPooling2D", "AveragePooling2D"].contains(type)
    {
      #expect(covered.contains(type), "\(type)")
    }
    for type in [
      "Add", "Average", "Dot", "Maximum", "Minimum", "Multiply", "Normalization", "Permute",
      "RepeatVector", "Rescaling", "Resizing", "Subtract",
    ] {
      #expect(covered.contains(type), "\(type)")
    }
    #expect(Self.cases.count > 120)
  }

  private func made(_ example: GoldenCase) throws -> any ConfigurableModule {
    try LayerRegistry.standard.make(
      LayerConfiguration(type: example.kind, options: example.config ?? [:]))
  }

  private func call(_ module: any Module, _ inputs: [Tensor]) -> Tensor {
    if let layer = module as? any MergeLayer { return layer(inputs) }
    guard let layer = module as? any Layer else { fatalError("neither layer nor merge layer") }
    return layer(inputs[0])
  }

  @Test(arguments: cases) func matches(_ example: GoldenCase) throws {
    let layer = try made(example)
    let inputs = try #require(example.inputs).map(\.tensor)
    try layer.check(inputs.map { $0.shape.removing(0) })
    let output = call(layer, inputs)
    for (name, parameter) in layer.namedParameters {
      parameter.wrappedValue = try #require(example.parameters?[name]).tensor
    }
    let result = layer.parameters.isEmpty ? output : call(layer, inputs)
    expectClose(result, try #require(example.outputs?[0]).tensor, 1e-5, "output")
    let weights = try #require(example.outputGradients?[0]).tensor
    let slopes = gradient(at: inputs) { (call(layer, $0) * weights).sum() }
    for (position, slope) in slopes.enumerated() {
      if let wanted = example.inputGradients?[position] {
        expectClose(slope, wanted.tensor, 1e-5, "gradient of input \(position)")
      }
    }
    // Shapes alone say the same.
    let shape = Device.with(.meta) {
      call(layer, inputs.map { Tensor.meta($0.shape, dtype: $0.dtype) }).shape
    }
    #expect(shape == output.shape)
  }

  @Test(arguments: cases) func aConfigurationMakesTheSameLayer(_ example: GoldenCase) throws {
    let layer = try made(example)
    let again = try LayerRegistry.standard.make(
      LayerConfiguration(type: example.kind, options: layer.options))
    #expect(again.options == layer.options)
  }

  /// First and second derivatives in float64, of the layers' own code.
  @Test(arguments: [
    "AdaptiveAveragePooling2D", "AdaptiveMaxPooling3D", "AveragePooling3D", "BorderPadding", "Dot",
    "MaxPooling1D", "Normalization", "PositionSensitiveRoIAlign", "PositionSensitiveRoIPooling",
    "RoIAlign", "RoIPooling", "UpSampling3D", "Cropping2D", "Multiply",
  ])
  func differentiatesTwice(_ kind: String) throws {
    let example = try #require(
      Self.cases.filter { $0.kind == kind }.min {
        $0.inputs![0].data.count < $1.inputs![0].data.count
      })
    let layer = try made(example)
    let inputs = try #require(example.inputs).map { $0.tensor.cast(to: .float64) }
    for (name, parameter) in layer.namedParameters {
      parameter.wrappedValue = try #require(example.parameters?[name]).tensor.cast(to: .float64)
    }
    expectDerivatives(at: inputs[0], tolerance: 1e-5, kind) { x in
      let y = call(layer, [x] + inputs.dropFirst())
      return y * y
    }
  }
}
