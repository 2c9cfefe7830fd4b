import ApusCore
import ApusData
import ApusFiles
import ApusNN
import ApusTestSupport
import Foundation
import Testing

@testable import ApusInterop

/// Networks that Apus exports come back with the same outputs; how they are learned from, kept and
/// exported again.
@Suite struct ONNXImportTests {
  private func network(_ sample: ONNXSample) throws -> (any Layer, ONNXNetwork) {
    let model = sample.model()
    let file = try ONNXModel(exporting: model, inputShape: sample.inputShape)
    let read = try withTemporaryFile { path in
      try file.write(to: path)
      return try ONNXNetwork(contentsOf: path)
    }
    return (model, read)
  }

  private func expectEqual(_ a: Tensor, _ b: Tensor, _ what: String) {
    #expect(a.shape == b.shape, "\(what)")
    let scale = max(1, b.doubles.map(abs).max() ?? 1)
    let error = zip(a.doubles, b.doubles).map { abs($0 - $1) }.max() ?? 0
    #expect(error <= 1e-5 * scale, "\(what): \(error)")
  }

  @Test(arguments: ONNXSample.all)
  func exportedNetworksComeBack(_ sample: ONNXSample) throws {
    let (model, read) = try network(sample)
    for count in [1, 5] {
      let input = sample.input(count)
      expectEqual(read(input), model(input), "\(sample.name), \(count)")
    }
    #expect(read.exampleShape == sample.inputShape)
  }

  @Test(arguments: ONNXSample.all)
  func importedNetworksAreExportedAgain(_ sample: ONNXSample) throws {
    let (model, read) = try network(sample)
    let again = try ONNXNetwork(ONNXModel(exporting: read, inputShape: sample.inputShape))
    let input = sample.input(3)
    expectEqual(again(input), model(input), sample.name)
  }

  @Test(arguments: ONNXSample.all)
  func configurationsKeepTheNetwork(_ sample: ONNXSample) throws {
    let (_, read) = try network(sample)
    let chain = Sequential([read])
    let data = try JSONEncoder().encode(ModelConfiguration(of: chain))
    let again = try JSONDecoder().decode(ModelConfiguration.self, from: data).makeModel(
      inputShape: sample.inputShape, registry: .standard.adding(ONNXNetwork.self))
    let before = chain.namedParameters, after = again.namedParameters
    #expect(before.map(\.name) == after.map(\.name))
    #expect(before.map(\.parameter.type) == after.map(\.parameter.type))
    #expect(before.map(\.parameter.isTrainable) == after.map(\.parameter.isTrainable))
    for (one, other) in zip(before, after) {
      other.parameter.wrappedValue = one.parameter.wrappedValue
    }
    let input = sample.input(2)
    #expect(again(input).doubles == chain(input).doubles)
  }

  @Test(arguments: ["mlp", "convnet", "transformer", "decoder"])
  func weightsAreLearned(_ name: String) throws {
    let sample = try #require(ONNXSample.all.first { $0.name == name })
    let (model, read) = try network(sample)
    #expect(read.trainableParameters.count >= model.trainableParameters.count / 2)
    let input = sample.input(4)
    let (_, slopes) = valueAndGradient(at: read.trainableParameters) {
      (read(input) * 3 - 1).absoluteValue.sum()
    }
    for (parameter, slope) in zip(read.trainableParameters, slopes) {
      #expect(slope.type == parameter.type && slope.doubles.allSatisfy(\.isFinite))
    }
    #expect(slopes.contains { $0.doubles.contains { $0 != 0 } })
  }

  // MARK: Small graphs

  private func model(
    _ nodes: [ONNXModel.Node], input: [ONNXModel.Extent], constants: [(String, Tensor)] = [],
    dtype: DType = .float32
  ) -> ONNXModel {
    ONNXModel(
      nodes: nodes, inputs: [.init(name: "x", shape: input, dtype: dtype)],
      outputs: [.init(name: "y", shape: [], dtype: .float32)],
      constants: constants.map { (name: $0.0, tensor: $0.1) })
  }

  private func node(
    _ operation: String, _ inputs: [String], _ output: String = "y",
    _ attributes: [String: ONNXModel.Attribute] = [:]
  ) -> ONNXModel.Node {
    ONNXModel.Node(
      name: "the \(output)", operation: operation, inputs: inputs, outputs: [output],
      attributes: attributes)
  }

  /// A file made for two examples at once is given two at once, however many there are.
  @Test func fixedBatchesAreFilledUp() throws {
    let flat = Tensor([Int64(2), 4])
    let network = try ONNXNetwork(
      model(
        [node("Reshape", ["x", "shape"])], input: [.fixed(2), .fixed(2), .fixed(2)],
        constants: [("shape", flat)]))
    let input = Tensor((0..<12).map { Float($0) }, shape: [3, 2, 2])
    let output = network(input)
    #expect(output.shape == [3, 4] && output.floats == input.floats)
  }

  @Test func whatSaysAFormIsNotLearned() throws {
    let file = model(
      [
        node("Mul", ["x", "weight"], "a"), node("Clip", ["a", "low", "high"], "b"),
        node("BatchNormalization", ["b", "scale", "shift", "mean", "variance"]),
      ], input: [.named("n"), .fixed(2)],
      constants: [
        ("weight", Tensor([2, 3] as [Float])), ("low", Tensor(Float(-1))),
        ("high", Tensor(Float(1))), ("scale", Tensor([1, 1] as [Float])),
        ("shift", Tensor([0, 0] as [Float])), ("mean", Tensor([0, 0] as [Float])),
        ("variance", Tensor([1, 1] as [Float])), ("unused", Tensor([1, 1] as [Float])),
      ])
    let network = try ONNXNetwork(file)
    #expect(
      network.namedParameters.map(\.name) == ["weight", "scale", "shift", "mean", "variance"])
    #expect(network.trainableParameters.count == 3)
  }

  @Test(arguments: [
    ("Frobnicate", [String: ONNXModel.Attribute](), "not supported"),
    ("Conv", [:], "inputs"),
    ("Transpose", ["perm": .integers([0, 0])], "do not name each"),
    ("Softmax", ["axis": .integer(7)], "no axis 7"),
    ("LeakyRelu", ["alpha": .number(.nan)], "alpha"),
    ("Concat", ["axis": .text("one")], "whole number"),
    ("Dropout", [:], ""),
  ])
  func errorsNameNodeAndReason(
    _ operation: String, _ attributes: [String: ONNXModel.Attribute], _ reason: String
  ) throws {
    let file = model(
      [node(operation, ["x"], "y", attributes)], input: [.named("n"), .fixed(3)])
    if operation == "Dropout" {
      #expect(try ONNXNetwork(file)(Tensor([[1, 2, 3] as [Float]])).floats == [1, 2, 3])
      return
    }
    let error = #expect(throws: ONNXError.self) { try ONNXNetwork(file) }
    let line = try #require(error?.description)
    #expect(line.contains("'the y'") && line.contains(operation) && line.contains(reason))
    #expect(!line.contains("\n"))
  }

  @Test(arguments: [
    ["ConstantOfShape"], ["Expand", "x"], ["Tile", "x"], ["Pad", "x"], ["Resize", "x", "", ""],
    ["Reshape", "x"], ["Range", "n", "n"],
  ])
  func hugeResultsAreRefusedBeforeTheyAreMade(_ call: [String]) throws {
    let numbers = Tensor([Int64(1) << 40, 1 << 40, 1, 1])
    let numbersOfOne = Tensor(Int64(1) << 50)
    let file = model(
      [
        node(call[0], Array(call.dropFirst()) + [call[0] == "Range" ? "m" : "huge"], "a"),
        node("Add", ["x", "x"]),
        node("Identity", ["a"], "z"),
      ], input: [.fixed(1), .fixed(1)],
      constants: [
        ("huge", call[0] == "Tile" ? Tensor([Int64(1) << 40, 1 << 40]) : numbers),
        ("n", Tensor(Int64(0))), ("m", numbersOfOne),
      ])
    var wanted = file
    wanted.outputs = [.init(name: "z", shape: [], dtype: .float32)]
    #expect(throws: ONNXError.self) { try ONNXNetwork(wanted) }
  }

  // MARK: Weights in other files

  private func externalFile(_ location: String, offset: Int, length: Int) -> [UInt8] {
    var file = ProtobufWriter()
    file.integer(1, 8)
    file.message(7) { graph in
      graph.message(1) {
        $0.text(1, "x")
        $0.text(1, "w")
        $0.text(2, "y")
        $0.text(4, "Mul")
      }
      graph.message(5) { tensor in
        tensor.integer(1, 2)
        tensor.integer(2, 1)
        tensor.text(8, "w")
        for (key, value) in [
          ("location", location), ("offset", "\(offset)"), ("length", "\(length)"),
        ] {
          tensor.message(13) {
            $0.text(1, key)
            $0.text(2, value)
          }
        }
        tensor.integer(14, 1)
      }
      for (field, name) in [(11, "x"), (12, "y")] {
        graph.message(field) {
          $0.text(1, name)
          $0.message(2) {
            $0.message(1) {
              $0.integer(1, 1)
              $0.message(2) {
                $0.message(1) { $0.integer(1, 1) }
                $0.message(1) { $0.integer(1, 2) }
              }
            }
          }
        }
      }
    }
    file.message(8) {
      $0.text(1, "")
      $0.integer(2, 17)
    }
    return file.bytes()
  }

  @Test func weightsMayLieBesideTheFile() throws {
    let place = TemporaryFolder()
    defer { withExtendedLifetime(place) {} }
    let folder = place.path
    let weights: [Float] = [0, 5, 7]
    try weights.withUnsafeBytes { Data($0) }.write(to: URL(filePath: folder + "/weights.bin"))
    let path = folder + "/model.onnx"
    func read(_ location: String, offset: Int = 4, length: Int = 8) throws -> ONNXNetwork {
      try Data(externalFile(location, offset: offset, length: length))
        .write(to: URL(filePath: path))
      return try ONNXNetwork(contentsOf: path)
    }
    #expect(try read("weights.bin")(Tensor([[1, 2] as [Float]])).floats == [5, 14])
    for location in ["../weights.bin", "/etc/passwd", "", "missing.bin", "./../x"] {
      #expect(throws: FileError.self, "\(location)") { try read(location) }
    }
    #expect(throws: FileError.self) { try read("weights.bin", offset: 8) }
    #expect(throws: FileError.self) { try read("weights.bin", length: 4) }
    #expect(throws: FileError.self) { try read("weights.bin", offset: -4) }
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/link.bin", withDestinationPath: "/etc/passwd")
    #expect(throws: FileError.self) { try read("link.bin") }
  }
}
