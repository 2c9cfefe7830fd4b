import Apus
import ApusFiles
import ApusRuns
import ApusTestSupport
import Foundation
import Testing

/// Networks of any inputs and outputs, from any file.
@Suite struct ArrayNetworkTests {
  private let place = TemporaryFolder()

  /// Two inputs, two outputs, one of them read by the other.
  private func graph() -> Model {
    let a = Input([3], name: "left"), b = Input([2], name: "right")
    let joined = Concatenate()([Dense(4, activation: .tanh, name: "first")(a), b])
    let sum = Dense(2, name: "sum")(joined)
    return Model(
      inputs: [a, b], outputs: [sum, Dense(1, activation: .sigmoid, name: "share")(sum)])
  }

  private func expectEqual(_ a: Tensor?, _ b: Tensor, _ what: String) {
    #expect(a?.shape == b.shape, "\(what)")
    let error = zip(a?.doubles ?? [], b.doubles).map { Swift.abs($0 - $1) }.max() ?? 1
    #expect(error <= 1e-5, "\(what): \(error)")
  }

  @Test(arguments: ["onnx", "keras", "safetensors"])
  func severalInputsAndOutputsGoThere(_ ending: String) throws {
    let model = RandomGenerator.with(seed: 1) { graph() }
    let (x, y) = (Tensor.randomNormal([5, 3]), Tensor.randomNormal([5, 2]))
    let wanted = Mode.inference { model([x, y]) }
    let path = place.path + "/model.\(ending)"
    switch ending {
    case "onnx": try ONNXModel(exporting: model).write(to: path)
    case "keras": try KerasFile.write(model, to: path)
    default: try model.save(to: path)
    }
    let network = try ArrayNetwork(contentsOf: path)
    #expect(network.inputs.map(\.description) == ["left: float32 [?, 3]", "right: float32 [?, 2]"])
    #expect(
      network.outputs.map(\.description) == ["sum: float32 [?, 2]", "share: float32 [?, 1]"])
    // As it is, in a run's folder, and exported again.
    let run = place.path + "/run"
    try network.write(to: run)
    var networks = [network, try ArrayNetwork(contentsOf: run)]
    for format in ModelFile.Format.allCases where format != .npz {
      if format == .keras, ending == "onnx" {
        #expect(throws: FileError.self) {
          try network.export(as: format, to: place.path + "/a.keras")
        }
        continue
      }
      let again = place.path + "/again.\(format.rawValue)"
      try networks[1].export(as: format, to: again)
      networks.append(try ArrayNetwork(contentsOf: again))
    }
    for network in networks {
      let outputs = try network(["right": y, "left": x])
      #expect(outputs.names == ["sum", "share"])
      expectEqual(outputs["sum"], wanted[0], ending)
      expectEqual(outputs["share"], wanted[1], ending)
    }
    #expect(throws: FileError.self) { try ModelFile.load(run) }
    #expect(try ArrayNetwork.described(at: run) != nil)
  }

  /// Rows and columns of any number stay so; the weights are the same.
  @Test func openExtentsOfAGraphOfLayersStayOpen() throws {
    let image = Input([8, 8, 2], name: "image")
    let model = Model(
      inputs: image,
      outputs: Conv2D(3, kernel: 3, padding: .same, name: "map")(image))
    let path = place.path + "/closed.keras"
    try KerasFile.write(model, to: path)
    let archive = try ZipReader(path)
    let open = place.path + "/open.keras"
    try ZipWriter.write(to: open) { writer in
      for entry in archive.entries {
        try archive.withBytes(of: entry) { bytes in
          var content = Array(bytes)
          if entry.name == "config.json" {
            let text = String(decoding: content, as: UTF8.self)
            content = Array(text.replacing("[null,8,8,2]", with: "[null,null,null,2]").utf8)
          }
          try content.withUnsafeBytes {
            try writer.append(entry.name, compressed: false, pieces: [$0])
          }
        }
      }
    }
    let network = try ArrayNetwork(contentsOf: open)
    #expect(network.inputs.map(\.description) == ["image: float32 [?, ?, ?, 2]"])
    #expect(network.outputs.map(\.description) == ["map: float32 [?, ?, ?, 3]"])
    let run = place.path + "/run"
    try network.write(to: run)
    for network in [network, try ArrayNetwork(contentsOf: run)] {
      for shape: Shape in [[2, 8, 8, 2], [1, 5, 11, 2]] {
        let x = Tensor.randomNormal(shape)
        let wanted = Mode.inference { model.layers.compactMap { $0 as? Conv2D }[0](x) }
        expectEqual(try network(["image": x])["map"], wanted, "\(shape)")
      }
    }
    let error = #expect(throws: ConfigurationError.self) {
      try network(["image": .zeros([1, 5, 11, 3])])
    }
    #expect(error?.description.contains("'image' has shape [1, 5, 11, 3]") == true)
    #expect(throws: FileError.self) { try network.export(as: .onnx, to: place.path + "/a.onnx") }
  }

  @Test func aRunsModelTakesArraysToo() throws {
    let model = Sequential {
      Flatten()
      Dense(3, activation: .softmax)
    }
    let path = place.path + "/classes.keras"
    try KerasFile.write(model, inputShape: [2, 2], to: path)
    let whole = try ArrayNetwork(contentsOf: path)
    let x = Tensor.randomNormal([4, 2, 2])
    expectEqual(try whole(["input": x])[0], model(x), "file")
    try exportONNX(model, inputShape: [2, 2], to: place.path + "/classes.onnx")
    let run = place.path + "/run"
    try ModelImport(onnx: place.path + "/classes.onnx").write(to: run)
    // The probabilities of the file, though the run itself has scores.
    expectEqual(try ArrayNetwork(contentsOf: run)(["input": x])["output"], model(x), "run")
  }

  @Test(arguments: [[UInt8](), Array("no model at all".utf8), [0x50, 0x4B, 3, 4, 0, 0]])
  func filesThatAreNoModels(_ bytes: [UInt8]) throws {
    let path = place.path + "/file.bin"
    try Data(bytes).write(to: URL(filePath: path))
    let error = #expect(throws: FileError.self) { try ArrayNetwork(contentsOf: path) }
    #expect(error?.description.contains("\n") == false)
  }
}
