import ApusCore
import Testing

@testable import ApusNN

/// Expects the layer's output and all gradients for a case's one input to be the case's.
func expectMatch(_ layer: any Layer, _ example: GoldenCase) throws {
  let input = try #require(example.inputs?[0]).tensor
  layer.build(input.shape.removing(0))
  let named = layer.namedParameters
  for (name, parameter) in named {
    parameter.wrappedValue = try #require(example.parameters?[name]).tensor
  }
  expectClose(layer(input), try #require(example.outputs?[0]).tensor, 1e-5, "output")
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
}
