import ApusCore
import ApusData
import Foundation
import Testing

@testable import ApusInterop

@Suite struct ONNXReadingTests {
  @Test(arguments: ONNXSample.all)
  func whatIsWrittenComesBack(_ sample: ONNXSample) throws {
    var written = try ONNXModel(exporting: sample.model(), inputShape: sample.inputShape)
    written.metadata = ["key": "value ż"]
    try withTemporaryFile { path in
      try written.write(to: path)
      let bytes = FileManager.default.contents(atPath: path)
      let read = try ONNXModel(contentsOf: path)
      #expect(read.metadata == written.metadata && read.operatorSets == ["": 17])
      #expect(read.nodes.map(\.inputs) == written.nodes.map(\.inputs))
      #expect(read.inputs.map(\.shape) == written.inputs.map(\.shape))
      for (found, wanted) in zip(read.constants, written.constants) {
        #expect(found.name == wanted.name && found.tensor.type == wanted.tensor.type)
        #expect(found.tensor.doubles == wanted.tensor.doubles)
      }
      try read.write(to: path)
      #expect(FileManager.default.contents(atPath: path) == bytes)
    }
  }

  /// Weights in each of the ways that the format has.
  @Test(arguments: try InteropCase.cases("onnx"))
  func readsWhatPythonWrites(_ fixture: InteropCase) throws {
    try withTemporaryFile(fixture.file) { path in
      let model = try ONNXModel(contentsOf: path)
      fixture.expect(
        Dictionary(model.constants.map { ($0.name, $0.tensor) }) { first, _ in first })
      #expect(model.metadata == fixture.metadata)
      #expect(model.nodes.map(\.operation) == ["Add", "Custom"])
      #expect(model.nodes[1].domain == "other" && model.operatorSets == ["": 13, "other": 2])
      #expect(model.nodes[1].attributes.count == 7)
      guard case .numbers(let numbers) = model.nodes[1].attributes["floats"],
        case .integers(let integers) = model.nodes[1].attributes["ints"],
        case .tensor(let tensor) = model.nodes[1].attributes["tensor"]
      else {
        Issue.record("settings are missing")
        return
      }
      #expect(numbers == [1.5, -2] && integers == [1, -2, 300] && tensor.floats == [0.5])
      #expect(model.inputs[0].shape == [.named("n"), .fixed(3), .named("")])
    }
  }

  @Test(arguments: try InteropCase.cases("onnx", refused: true))
  func whatIsNotSupportedIsRefused(_ fixture: InteropCase) throws {
    try fixture.expectRefused { _ = try ONNXModel(contentsOf: $0) }
  }

  @Test func damagedFilesThrowAndNeverCrash() throws {
    let wholes = try InteropCase.cases("onnx").map(\.file)
    for whole in wholes {
      try expectNoHarm(whole) { path in
        try ONNXModel(contentsOf: path).constants.reduce(0) { $0 + $1.tensor.type.byteCount }
      }
    }
  }
}
