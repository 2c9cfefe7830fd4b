import ApusCore
import ApusLayerExamples
import ApusNN
import Testing

@testable import ApusInterop

/// Each layer of the library goes to ONNX and comes back, and each primitive has its form there, or
/// stands in the one list of those without, with the reason.
@Suite struct ONNXLayerTests {
  @Test(arguments: LayerExample.all)
  func layersComeBack(_ example: LayerExample) throws {
    let model = example.model()
    if let reason = Lacking.onnxLayers[example.description] {
      let error = #expect(throws: ONNXError.self) {
        try ONNXModel(exporting: model, inputShape: example.shapes[0])
      }
      #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
      return
    }
    let file = try ONNXModel(exporting: model, inputShape: example.shapes[0])
    for count in [1, 3] {
      let inputs = example.inputs(count: count)
      let wanted = example.outputs(of: model, inputs)[0]
      let named = Dictionary(uniqueKeysWithValues: zip(file.inputs.map(\.name), inputs))
      let found = try ONNXNetwork.outputs(of: file, for: named)[0].tensor
      #expect(found.shape == wanted.shape)
      let most = max(1, wanted.doubles.map(abs).max() ?? 0)
      let error = zip(found.doubles, wanted.doubles).map { abs($0 - $1) }.max() ?? 0
      #expect(error <= 1e-5 * most)
    }
  }

  /// Functions that no layer is made of.
  @Test func tensorFunctionsComeBack() throws {
    let functions: [(String, @Sendable (Tensor) -> Tensor)] = [
      ("exp2", { exp2($0) }), ("log2", { log2(abs($0) + 0.1) }), ("log10", { log10(abs($0) + 1) }),
      ("trunc", { trunc($0 * 3) }), ("isFinite", { select((1 / relu($0)).isFinite, $0, 0) }),
      ("roll", { $0.rolled(by: 2, axis: 1) }),
      ("all", { select(($0 .> -1).all(axes: [1], keepDimensions: true), $0, 0) }),
      ("any", { select(($0 .> 1).any(axes: [1], keepDimensions: true), $0, 0) }),
      ("squareplus", { ActivationFunction.squareplus($0) }),
      ("threshold", { ActivationFunction.threshold(0.3, default: -1)($0) }),
      ("sparsePlus", { ActivationFunction.sparsePlus($0) }),
    ]
    let x = RandomGenerator.with(seed: 2) { Tensor.randomNormal([4, 5]) }
    for (name, function) in functions {
      let model = Sequential([Lambda(name: name) { function($0) }])
      let file = try ONNXModel(exporting: model, inputShape: [5])
      let found = try ONNXNetwork.outputs(of: file, for: ["input": x])[0].tensor
      let errors = zip(found.doubles, function(x).doubles).map { abs($0 - $1) }
      #expect(errors.count == 20 && errors.allSatisfy { $0 < 1e-5 }, "\(name)")
    }
  }

  @Test func everyPrimitiveHasAFormOrAReason() {
    let listed = Lacking.onnxPrimitives.flatMap(\.types)
    for type in Primitives.all {
      let hasForm = type is any ONNXExportable.Type
      let isListed = type.name.hasSuffix("gradient") || listed.contains { $0 == type }
      #expect(hasForm != isListed, "\(type)")
    }
    for type in listed { #expect(!type.name.hasSuffix("gradient"), "\(type)") }
    #expect(Set(listed.map { ObjectIdentifier($0) }).count == listed.count)
  }
}
