import Apus
import Testing

/// `apus import`.
@Suite struct ImportCommandTests {
  private let place = CommandPlace()

  @Test func aModelComesBackAsARunOnce() throws {
    try place.trainXOR("trained", "--epochs", "1")
    try place.run("export", "npz", "trained", "w.npz")
    let made = try place.run("import", "w.npz", "--recipe", "xor", "--out", "made")
    #expect(made.status == 0 && made.output.contains("tells 2 classes apart"), "\(made.error)")
    let figures = try ["trained", "made"].map { run in
      try #require(try place.run("evaluate", run, "--json").object["loss"] as? Double)
    }
    #expect(figures[0] == figures[1])
    // There is nothing to go on with: an import has no --resume, and its run no training.
    let words = ["import", "w.npz", "--recipe", "xor", "--out"]
    let again = try place.run(words + ["made"])
    #expect(
      again.error == "apus: made already holds a run; choose another folder with --out\n")
    #expect(again.status == 1)
    try place.expectMistake(
      words + ["trained"], "`apus train --resume trained`, or choose another folder", status: 1)
    try place.expectMistake(words + ["/proc/apus"], "choose another with --out", status: 1)
  }

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

  @Test(arguments: [
    (["w.npz", "--out", "o"], "--recipe is missing", Int32(2)),
    (["w.npz", "--out", ""], "--out is empty", 2), (["w.npz"], "--out", 2),
    (["w.gif", "--out", "o"], "ends in .onnx", 2),
    (["w.npz", "--recipe", "xro", "--out", "o"], "did you mean 'xor'?", 2),
    (["w.npz", "--dataset", "xor", "--out", "o"], "--dataset is not for .npz files", 2),
    (["w.h5", "--recipe", "xor", "--input", "2", "--out", "o"], "with --recipe", 2),
    (["w.onnx", "--input", "2xtwo", "--out", "o"], "--input-shape 2xtwo", 2),
    (["w.onnx", "--out", "o"], "w.onnx", 1),
  ])
  func mistakes(_ arguments: [String], _ part: String, _ status: Int32) throws {
    try place.expectMistake(["import"] + arguments, part, status: status)
  }
}
