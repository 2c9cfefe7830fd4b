import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import ApusNN
import ApusTestSupport
import Foundation
import Testing

@testable import ApusTraining

/// A model in one file, architecture and weights: for each layer of the library, and for graphs.
@Suite struct WholeModelTests {
  private func withFile<R>(_ body: (String) throws -> R) rethrows -> R {
    let folder = TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    return try body(folder["model.safetensors"])
  }

  private func outputs(_ model: any Layer, _ inputs: [Tensor]) -> [Tensor] {
    Mode.inference { (model as? Model).map { $0(inputs) } ?? [model(inputs[0])] }
  }

  /// Files for `Benchmarks/onnx-models.py PROGRAM --layers DIR`, by hand.
  private static let folder = ProcessInfo.processInfo.environment["APUS_INTEROP_FILES"]

  @Test(arguments: LayerRegistry.standard.typeNames)
  func everyLayerComesBack(_ name: String) throws {
    guard let (model, shapes) = RegisteredLayers.model(name) else {
      Issue.record("\(name) is not in RegisteredLayers: add it")
      return
    }
    let inputShape = model is Model ? nil : shapes[0]
    let inputs = RegisteredLayers.inputs(shapes)
    let wanted = RandomGenerator.with(seed: 5) {
      if let inputShape { model.build(inputShape) }
      return outputs(model, inputs)
    }
    try withFile { path in
      try model.save(to: path, inputShape: inputShape)
      let again = try loadModel(path, registry: .standard)
      #expect(again.namedParameters.map(\.name) == model.namedParameters.map(\.name))
      #expect(outputs(again, inputs).map(\.doubles) == wanted.map(\.doubles))
    }
    if let folder = Self.folder { try write(name, model, shapes, inputs, wanted, folder) }
  }

  /// The model as ONNX with inputs and outputs; the reason where it has no form there.
  private func write(
    _ name: String, _ model: any Layer, _ shapes: [Shape], _ inputs: [Tensor],
    _ wanted: [Tensor], _ folder: String
  ) throws {
    try AtomicFile.makeFolder(folder)
    do {
      try exportONNX(model, inputShape: shapes[0], to: "\(folder)/\(name).onnx")
    } catch let error as ONNXError {
      try Data(error.description.utf8).write(to: URL(filePath: "\(folder)/\(name).txt"))
      return
    }
    var tensors = ["output": wanted[0]]
    for (position, input) in inputs.enumerated() {
      tensors[inputs.count == 1 ? "input" : "input_\(position)"] = input
    }
    try NumPyArchive.write(tensors, to: "\(folder)/\(name).npz")
  }

  @Test func graphsOfSeveralInputsAndOutputsComeBack() throws {
    let model = RandomGenerator.with(seed: 3) { () -> Model in
      let left = Input([4], name: "left"), right = Input([2, 2], name: "right")
      let shared = Dense(3, activation: .tanh)
      let both = Concatenate()(shared(left), shared(Flatten()(right)))
      let inner = Model(inputs: left, outputs: Dense(2)(left), name: "inner")
      return Model(inputs: [left, right], outputs: [both + both, inner(left)])
    }
    let inputs = [Tensor.randomNormal([3, 4]), Tensor.randomNormal([3, 2, 2])]
    let wanted = model(inputs)
    try withFile { path in
      try model.save(to: path, metadata: ["note": "two"])
      let again = try loadModel(path, registry: .standard)
      #expect(again(inputs).map(\.floats) == wanted.map(\.floats))
      #expect(try Safetensors(contentsOf: path).metadata["note"] == "two")
    }
  }

  @Test func filesWithoutAnArchitectureAreRefused() throws {
    try withFile { path in
      try Safetensors(tensors: ["w": .zeros([2])]).write(to: path)
      #expect(throws: FileError.self) { try loadModel(path, registry: .standard) }
      try Safetensors(
        tensors: ["w": .zeros([2])],
        metadata: [
          WholeModel.architectureKey: #"{"kind":"Sequential","steps":[]}"#,
          WholeModel.inputShapeKey: "[-1]",
        ]
      ).write(to: path)
      #expect(throws: FileError.self) { try loadModel(path, registry: .standard) }
    }
  }
}
