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

  @Test(arguments: [
    (["w.npz", "--out", "o"], "--recipe is missing", Int32(2)),
    (["w.npz", "--out", ""], "--out is empty", 2), (["w.npz"], "--out", 2),
    (["w.gif", "--out", "o"], "ends in .onnx", 2),
    (["w.npz", "--recipe", "xro", "--out", "o"], "did you mean 'xor'?", 2),
    (["w.npz", "--dataset", "xor", "--out", "o"], "--dataset is not for .npz files", 2),
    (["w.h5", "--recipe", "xor", "--input", "2", "--out", "o"], "with --recipe", 2),
    (["w.onnx", "--input", "2xtwo", "--out", "o"], "--input 2xtwo", 2),
    (["w.onnx", "--out", "o"], "w.onnx", 1),
  ])
  func mistakes(_ arguments: [String], _ part: String, _ status: Int32) throws {
    try place.expectMistake(["import"] + arguments, part, status: status)
  }
}
