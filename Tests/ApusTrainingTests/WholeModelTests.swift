import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import ApusLayerExamples
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

  /// Files for `Benchmarks/onnx-models.py PROGRAM --layers DIR`, by hand.
  private static let folder = ProcessInfo.processInfo.environment["APUS_INTEROP_FILES"]

  @Test(arguments: LayerExample.all)
  func everyLayerComesBack(_ example: LayerExample) throws {
    let model = example.model(), inputs = example.inputs()
    let wanted = example.outputs(of: model, inputs)
    try withFile { path in
      try model.save(to: path, inputShape: example.inputShape)
      let again = try loadModel(path, registry: .standard)
      #expect(again.namedParameters.map(\.name) == model.namedParameters.map(\.name))
      #expect(example.outputs(of: again, inputs).map(\.doubles) == wanted.map(\.doubles))
    }
    if let folder = Self.folder { try write(example, model, inputs, wanted, folder) }
  }

  /// The model as ONNX with inputs and outputs; the reason where it has no form there.
  private func write(
    _ example: LayerExample, _ model: any Layer, _ inputs: [Tensor], _ wanted: [Tensor],
    _ folder: String
  ) throws {
    try AtomicFile.makeFolder(folder)
    let path = "\(folder)/\(example)"
    do {
      try exportONNX(model, inputShape: example.shapes[0], to: "\(path).onnx")
    } catch let error as ONNXError {
      try Data(error.description.utf8).write(to: URL(filePath: "\(path).txt"))
      return
    }
    var tensors = ["output": wanted[0]]
    for (position, input) in inputs.enumerated() {
      tensors[inputs.count == 1 ? "input" : "input_\(position)"] = input
    }
    try NumPyArchive.write(tensors, to: "\(path).npz")
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
