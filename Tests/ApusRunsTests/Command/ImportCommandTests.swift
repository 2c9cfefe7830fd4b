import Apus
import Foundation
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

  private func keras(_ layer: Dense, _ weight: [[Float]], to name: String) throws {
    let model = Sequential([layer])
    model.build([2])
    layer.weight = Tensor(weight)
    try KerasFile.write(model, inputShape: [2], to: place.folder[name])
  }

  @Test func valuesArePredictedAndJudged() throws {
    try keras(Dense(1), [[2], [-1]], to: "value.keras")
    let x = Tensor([[1, 2], [3, 1], [0, 4]] as [[Float]])
    try NumPyArchive.write(
      ["x": x, "y": Tensor([0, 5, -3] as [Float])], to: place.folder["data.npz"])
    let made = try place.run("import", "value.keras", "--out", "run")
    #expect(made.output == "run: takes [2], gives a value\n", "\(made.error)")
    for source in ["run", "value.keras"] {
      let said = try place.run("predict", source, "3,1", "--json")
      #expect(try said.object["values"] as? [Double] == [5])
      let judged = try place.run("evaluate", source, "--data", "data.npz", "--json").object
      #expect(Swift.abs((judged["loss"] as? Double ?? 9) - 1.0 / 3) < 1e-6)
      #expect(Swift.abs((judged["meanAbsoluteError"] as? Double ?? 9) - 1.0 / 3) < 1e-6)
    }
    try place.expectMistake(["evaluate", "run"], "--data FILE.npz")
    try place.expectMistake(["evaluate", "run", "--data", "data.npz", "--report"], "gives values")
  }

  @Test func twoClassesOfOneNumberArePredictedAndJudged() throws {
    try keras(Dense(1, activation: .sigmoid), [[2], [-1]], to: "two.keras")
    let x = Tensor([[1, 2], [3, 1], [0, 4]] as [[Float]])
    try NumPyArchive.write(
      ["x": x, "y": Tensor([Int32(1), 1, 0])], to: place.folder["data.npz"])
    let made = try place.run(
      "import", "two.keras", "--classes", "ham,spam", "--out", "run")
    #expect(made.output == "run: takes [2], tells 2 classes apart\n", "\(made.error)")
    let share = 1 / (1 + exp(-5.0))
    let said = try place.run("predict", "run", "3,1", "--json").object
    let top = try #require((said["top"] as? [[String: Any]])?.first)
    #expect(top["label"] as? String == "spam")
    #expect(Swift.abs((top["probability"] as? Double ?? 0) - share) < 1e-6)
    let judged = try place.run("evaluate", "run", "--data", "data.npz", "--json").object
    // Logits 0, 5 and −4 of the classes 1, 1 and 0.
    let loss = (log(2.0) - log(share) - log(1 - 1 / (1 + exp(4.0)))) / 3
    #expect(Swift.abs((judged["loss"] as? Double ?? 9) - loss) < 1e-5)
    #expect(judged["accuracy"] as? Double == 2.0 / 3)
  }

  @Test(arguments: [
    (["--input-range", "255"], "--input-range 255: expected two numbers"),
    (["--mean", "a"], "--mean a: expected numbers"), (["--std", "0"], "expected numbers above 0"),
    (["--classes", "a,a"], "expected different names"),
    (["--meaning", "score s"], "--meaning score s"),
  ])
  func mistakesAboutForeignNetworks(_ arguments: [String], _ part: String) throws {
    try place.expectMistake(["import", "w.onnx", "--out", "o"] + arguments, part)
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
