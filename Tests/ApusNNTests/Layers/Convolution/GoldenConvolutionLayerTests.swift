import ApusCore
import Testing

@testable import ApusNN

/// Every layer that convolves against Keras and PyTorch, made from its configuration.
@Suite struct GoldenConvolutionLayerTests {
  static let cases =
    ((try? GoldenCase.cases("convolutions")) ?? [])
    + ((try? GoldenCase.cases("transposed_convolutions")) ?? [])

  @Test func everyLayerHasACase() {
    let kinds = Set(Self.cases.map(\.kind))
    #expect(kinds.count == 12 && Self.cases.count > 90)
  }

  @Test(arguments: cases) func matches(_ example: GoldenCase) throws {
    let configuration = LayerConfiguration(type: example.kind, options: example.config ?? [:])
    let made = try LayerRegistry.standard.make(configuration)
    let layer = try #require(made as? any Layer & ConfigurableModule)
    let input = try #require(example.inputs?[0]).tensor
    let expected = try #require(example.outputs?[0]).tensor
    #expect(try layer.checkedBuild(input.shape.removing(0)) == expected.shape.removing(0))
    let named = layer.namedParameters
    #expect(Set(named.map(\.name)) == Set(example.parameters?.keys ?? [:].keys))
    for (name, parameter) in named {
      let value = try #require(example.parameters?[name]).tensor
      #expect(parameter.type?.shape == value.shape)
      parameter.wrappedValue = value
    }
    expectClose(layer(input), expected, 1e-5, "output")
    let weights = try #require(example.outputGradients?[0]).tensor
    let slope = gradient(at: input) { (layer($0) * weights).sum() }
    expectClose(slope, try #require(example.inputGradients?[0]).tensor, 1e-5, "gradient")
    let (_, slopes) = valueAndGradient(at: named.map(\.parameter)) {
      (layer(input) * weights).sum()
    }
    for (entry, slope) in zip(named, slopes) {
      let wanted = try #require(example.parameterGradients?[entry.name]).tensor
      expectClose(slope, wanted, 1e-5, "gradient of \(entry.name)")
    }
    // What describes the layer makes it again.
    let again = try LayerRegistry.standard.make(
      LayerConfiguration(type: example.kind, options: layer.options))
    #expect(again.options == layer.options)
  }
}
