import ApusCore
import ApusNN
import Foundation
import Testing

@testable import ApusInterop

/// Graphs of several named inputs and outputs.
@Suite struct ONNXProgramTests {
  typealias Value = ONNXModel.Value

  static func node(
    _ operation: String, _ inputs: [String], _ outputs: [String],
    _ attributes: [String: ONNXModel.Attribute] = [:]
  ) -> ONNXModel.Node {
    ONNXModel.Node(
      name: outputs[0], operation: operation, inputs: inputs, outputs: outputs,
      attributes: attributes)
  }

  /// sum = a·w + b, of any number of rows; where = the greatest place of each.
  static func twoByTwo() -> ONNXModel {
    ONNXModel(
      nodes: [
        node("MatMul", ["a", "w"], ["product"]), node("Cast", ["b"], ["real"], ["to": .integer(1)]),
        node("Add", ["product", "real"], ["sum"]),
        node("ArgMax", ["sum"], ["where"], ["axis": .integer(1), "keepdims": .integer(0)]),
      ],
      inputs: [
        Value(name: "a", shape: [.named("n"), .fixed(2)], dtype: .float32),
        Value(name: "b", shape: [.named("n"), .named("")], dtype: .int64),
      ],
      outputs: [
        Value(name: "sum", shape: [], dtype: .float32),
        Value(name: "where", shape: [], dtype: .int64),
      ],
      constants: [("w", Tensor([[1, 2, 3], [4, 5, 6]] as [[Float]]))])
  }

  private let a = Tensor([[1, 0], [0, 1], [1, 1]] as [[Float]])

  @Test func inputsAndOutputsGoByName() throws {
    let program = try ONNXProgram(Self.twoByTwo())
    #expect(program.inputs.map(\.name) == ["a", "b"])
    #expect(program.outputs.map(\.name) == ["sum", "where"])
    // Any order; whole numbers of another type are converted.
    let outputs = try program.outputs(
      for: ["b": Tensor([[0, 9, 0], [0, 0, 0], [-9, 0, 0]] as [[Float]]), "a": a])
    #expect(outputs.names == ["sum", "where"])
    #expect(outputs["sum"]?.floats == [1, 11, 3, 4, 5, 6, -4, 7, 9])
    #expect(outputs["where"]?.doubles == [1, 2, 2] && outputs["where"]?.dtype == .int64)
    // Any number of rows.
    let one = try program.outputs(
      for: ["a": a.sliced(axis: 0, from: 0, to: 1), "b": Tensor([[Int32(0)]])])
    #expect(one["sum"]?.floats == [1, 2, 3])
  }

  @Test func weightsAreParametersAndComeBack() throws {
    let program = try ONNXProgram(Self.twoByTwo())
    #expect(program.namedParameters.map(\.name) == ["w"])
    program.parameters[0].wrappedValue = Tensor([[1, 1, 1], [1, 1, 1]] as [[Float]])
    let again = try withTemporaryFile { path in
      try program.file.write(to: path)
      return try ONNXProgram(contentsOf: path)
    }
    let inputs: Values = ["a": a, "b": Tensor([[Int64(0)], [0], [0]])]
    #expect(try again.outputs(for: inputs)["sum"]?.floats == [1, 1, 1, 1, 1, 1, 2, 2, 2])
    #expect(again.inputs.map(\.shape) == program.inputs.map(\.shape))
  }

  @Test(arguments: [
    (["a", "b", "c"], [3, 2], DType.float32, "no input 'c'"),
    (["a"], [3, 2], .float32, "input 'b' is missing"),
    (["a", "b"], [3, 3], .float32, "has shape [3, 3]; the inputs are 'a' (float32 [n, 2]); 'b'"),
    (["a", "b"], [3, 2, 1], .float32, "'a' has shape [3, 2, 1]"),
  ])
  func whatDoesNotFitIsSaid(
    _ names: [String], _ extents: [Int], _ dtype: DType, _ part: String
  ) throws {
    let program = try ONNXProgram(Self.twoByTwo())
    var values = Values()
    for name in names {
      values[name] = name == "b" ? Tensor([[Int64(0)]]) : .zeros(Shape(extents), dtype: dtype)
    }
    let error = #expect(throws: ONNXError.self) { try program.outputs(for: values) }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
  }

  @Test func fractionsAreNoWholeNumbers() throws {
    let program = try ONNXProgram(Self.twoByTwo())
    let error = #expect(throws: ONNXError.self) {
      try program.outputs(for: ["a": a, "b": Tensor([[0.5], [0], [0]] as [[Float]])])
    }
    #expect(error?.description.contains("holds float32 that int64 cannot") == true)
  }

  /// x less its mean over the batch: right only as many at a time as the file says.
  static func meanOverBatch(_ count: Int) -> ONNXModel {
    ONNXModel(
      nodes: [
        node("ReduceMean", ["x"], ["m"], ["axes": .integers([0]), "keepdims": .integer(1)]),
        node("Sub", ["x", "m"], ["y"]),
      ], inputs: [Value(name: "x", shape: [.fixed(count), .fixed(2)], dtype: .float32)],
      outputs: [Value(name: "y", shape: [.fixed(count), .fixed(2)], dtype: .float32)],
      constants: [])
  }

  @Test func aDeclaredBatchIsKept() throws {
    let x = Tensor([[1, 2], [3, 6], [5, 7]] as [[Float]])
    let one = Self.meanOverBatch(1), two = Self.meanOverBatch(2)
    #expect(try ONNXProgram(one).outputs(for: ["x": x])[0].floats == [0, 0, 0, 0, 0, 0])
    #expect(try ONNXNetwork(one)(x).floats == [0, 0, 0, 0, 0, 0])
    let pairs: [Float] = [-1, -2, 1, 2, 0, 0]
    #expect(try ONNXProgram(two).outputs(for: ["x": x])[0].floats == pairs)
    #expect(try ONNXNetwork(two)(x).floats == pairs)
  }

  @Test func softmaxAtTheEndIsLeftOutUnderTheSameName() throws {
    let model = ONNXModel(
      nodes: [Self.node("Softmax", ["x"], ["p"], ["axis": .integer(1)])],
      inputs: [Value(name: "x", shape: [.named("n"), .fixed(3)], dtype: .float32)],
      outputs: [Value(name: "p", shape: [.named("n"), .fixed(3)], dtype: .float32)], constants: [])
    let network = try ONNXNetwork(ONNXProgram(model), endsInScores: true)
    let x = Tensor([[1, 2, 3]] as [[Float]])
    #expect(network.endsInScores && network(x).floats == [1, 2, 3])
    #expect(network.program.outputs.map(\.name) == ["p"])
    let whole = try network.program.outputs(for: ["x": x])
    #expect(whole["p"]?.floats == softmax(x, axis: 1).floats)
  }

  @Test func outputsOfOneNameAreRefused() throws {
    var model = Self.twoByTwo()
    model.outputs.append(model.outputs[0])
    #expect(throws: ONNXError.self) { try ONNXProgram(model) }
  }
}
