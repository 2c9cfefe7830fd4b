import Apus
import Foundation
import Testing

@testable import ApusInterop

/// `apus predict --input NAME=FILE`: arrays by name in, arrays by name out.
@Suite struct ArrayPredictionTests {
  private let place = CommandPlace()

  /// Two outputs: the run takes and gives arrays.
  @Test func aNetworkOfArraysIsUsedByName() throws {
    let input = Input([3], name: "x")
    let model = Model(
      inputs: [input], outputs: [Dense(2, name: "first")(input), Dense(1, name: "second")(input)])
    try KerasFile.write(model, to: place.folder["two.keras"])
    let x = Tensor([[1, 2, 3], [0, 1, 0]] as [[Float]])
    try NumPyFile(x).write(to: place.folder["x.npy"])
    let wanted = model([x])
    let made = try place.run("import", "two.keras", "--out", "run")
    #expect(made.output.contains("x: float32 [?, 3]"), "\(made.error)")
    try place.run("export", "onnx", "run", "two.onnx")
    for source in ["two.keras", "run", "two.onnx"] {
      let out = "out of \(source)"
      let said = try place.run("predict", source, "--input", "x=x.npy", "--out", out, "--json")
      #expect(said.status == 0, "\(said.error)")
      #expect(try said.objects.map { $0["output"] as? String } == ["first", "second"])
      for (name, tensor) in zip(["first", "second"], wanted) {
        let found = try NumPyFile(contentsOf: place.folder["\(out)/\(name).npy"]).tensor
        let errors = zip(found.floats, tensor.floats).map { Swift.abs($0 - $1) }
        #expect(found.shape == tensor.shape && errors.allSatisfy { $0 < 1e-5 })
      }
    }
    for (arguments, part) in [
      (["--input", "y=x.npy", "--out", "o"], "there is no input 'y'; the inputs are x: float32"),
      (["--input", "x=x.npy"], "--out is missing"), (["--out", "o"], "inputs"),
      (["--input", "x=", "--out", "o"], "expected NAME=FILE.npy"),
    ] {
      try place.expectMistake(["predict", "run"] + arguments, part)
    }
    try place.expectMistake(["predict", "run", "1,2,3"], "--input NAME=FILE.npy", status: 1)
    #expect(try place.run("summary", "run").output.contains("second: float32 [?, 1]"))
  }

  /// Writes a network that adds 1, 2, … to its input, an output for each name.
  private func sums(_ names: [String], input: String = "x") throws -> String {
    typealias Node = ONNXModel.Node
    let nodes = names.enumerated().map { place, name in
      Node(
        name: "n\(place)", operation: "Add", inputs: [input, "c\(place)"], outputs: [name],
        attributes: [:])
    }
    let model = ONNXModel(
      nodes: nodes,
      inputs: [.init(name: input, shape: [.named("n")], dtype: .float32)],
      outputs: names.map { .init(name: $0, shape: [.named("n")], dtype: .float32) },
      constants: names.indices.map { ("c\($0)", Tensor([Float($0 + 1)])) })
    try model.write(to: place.folder["sums.onnx"])
    try NumPyFile(Tensor([1, 2] as [Float])).write(to: place.folder["x.npy"])
    return "sums.onnx"
  }

  /// What cannot stand in a file's name is replaced, and names that would meet are numbered.
  @Test func everyOutputHasAFileOfItsOwn() throws {
    let network = try sums(["a/b", "a_b", "A_B", ".hidden", "plain"])
    let said = try place.run("predict", network, "--input", "x.npy", "--out", "o", "--json")
    #expect(said.status == 0, "\(said.error)")
    let files = try said.objects.compactMap { $0["file"] as? String }
    #expect(
      files == ["o/a_b.npy", "o/a_b_2.npy", "o/A_B_3.npy", "o/_.hidden.npy", "o/plain.npy"])
    for (number, file) in files.enumerated() {
      let found = try NumPyFile(contentsOf: place.folder[file]).tensor
      #expect(found.floats == [Float(number) + 2, Float(number) + 3], "\(file)")
    }
    let table = try place.run("predict", network, "--input", "x.npy", "--out", "o").output
    #expect(table.contains("plain") && table.contains("o/plain.npy"))
  }

  @Test func aNameMayHoldAnEqualsSign() throws {
    let network = try sums(["y"], input: "a=b")
    for given in ["a=b=x.npy", "x.npy"] {
      let said = try place.run("predict", network, "--input", given, "--out", "o")
      #expect(said.status == 0, "\(given): \(said.error)")
    }
    #expect(try NumPyFile(contentsOf: place.folder["o/y.npy"]).tensor.floats == [2, 3])
    try place.expectMistake(
      ["predict", network, "--input", "a=b=x.npy", "--input", "x.npy", "--out", "o"],
      "--input a=b is given twice")
    try place.expectMistake(
      ["predict", network, "--input", "x.npy", "--out", "o", "1,2"], "not both: 1,2")
  }
}
