import ApusCore
import ApusTestSupport
import Foundation
import Testing

@testable import ApusInterop

/// A node test of the onnx package: `Tests/Golden/onnx_nodes.json`, made by the script beside it.
struct ONNXNodeCase: Decodable, CustomTestStringConvertible, Sendable {
  let name: String
  let `operator`: String
  let file: Data
  let inputs: [String: GoldenTensor]
  let outputs: [String: GoldenTensor]

  var testDescription: String { name }

  /// None where the file is missing: then ``ONNXNodeTests/theFixturesAreThere()`` fails.
  static let all: [ONNXNodeCase] = (try? goldenCases("onnx_nodes")) ?? []

  var tensors: [String: Tensor] {
    inputs.mapValues { numbers in
      Tensor(numbers.data, shape: Shape(numbers.shape)).cast(
        to: DType.allCases.first { $0.description == numbers.type } ?? .float32)
    }
  }
}

/// Benchmarks/onnx-nodes.py runs all of the package's tests; these are the smallest of each
/// operator.
@Suite struct ONNXNodeTests {
  @Test(arguments: ONNXNodeCase.all)
  func givesWhatTheTestWants(_ example: ONNXNodeCase) throws {
    try withTemporaryFile(example.file) { path in
      let model = try ONNXModel(contentsOf: path)
      let outputs = try ONNXNetwork.outputs(of: model, for: example.tensors)
      #expect(outputs.map(\.name).sorted() == example.outputs.keys.sorted())
      for (name, tensor) in outputs {
        let wanted = try #require(example.outputs[name])
        #expect(tensor.shape.array == wanted.shape && tensor.dtype.description == wanted.type)
        for (found, expected) in zip(tensor.doubles, wanted.data) {
          #expect(abs(found - expected) <= 1e-7 + 1e-3 * abs(expected))
        }
      }
    }
  }

  @Test func theFixturesAreThere() { #expect(ONNXNodeCase.all.count > 150) }

  @Test func everyOperatorOfTheFixtureIsKnown() {
    for name in Set(ONNXNodeCase.all.map(\.operator)) {
      #expect(ONNXOperator.all.contains { $0.name == name })
    }
  }
}
