import Testing

/// `apus runs list`.
@Suite struct RunsListCommandTests {
  private let place = CommandPlace()

  @Test func choosesAndOrders() throws {
    try place.trainXOR("runs/slow", "--epochs", "20")
    try place.trainXOR("elsewhere/quick", "--epochs", "300", "--set", "learningRate=0.5")
    #expect(try place.listed() == ["runs/slow", "elsewhere/quick"])
    #expect(try place.listed("--folder", "elsewhere") == ["elsewhere/quick"])
    #expect(try place.listed("--sort", "best", "--limit", "1") == ["elsewhere/quick"])
    #expect(try place.listed("--limit", "1") == ["elsewhere/quick"])
    #expect(try place.listed("--reverse") == ["elsewhere/quick", "runs/slow"])
    #expect(
      try place.listed("--where", "learningRate<0.2", "--where", "epochs=20") == ["runs/slow"])
    #expect(try place.listed("--recipe", "lenet5").isEmpty)
    #expect(try place.listed("--state", "failed", "--state", "finished").count == 2)
    let run = try #require(
      try place.run("runs", "list", "--folder", "runs", "--json").objects.first)
    #expect(run["recipe"] as? String == "xor" && run["epochs"] as? Int == 20)
    #expect(run["state"] as? String == "finished" && run["best"] is Double)
    let text = try place.run("runs").output
    #expect(text.contains("20/20") && text.contains("elsewhere/quick"))
    #expect(try place.run("runs", "list", "--recipe", "svm").output.contains("none of the 2 runs"))
  }

  @Test func aSearchsTrialsAreRuns() throws {
    try place.folder.write("hidden: [2, 3]", to: "search.yaml")
    let done = try place.run(
      "tune", "xor", "--search", "search.yaml", "--strategy", "grid", "--epochs", "2", "--out",
      "search")
    #expect(done.status == 0, "\(done.error)")
    #expect(
      try place.listed().sorted() == ["search/defaults", "search/trials/001", "search/trials/002"])
    #expect(try place.listed("--where", "hidden=3") == ["search/trials/002"])
  }

  @Test func aCrossValidationsPartsAreRuns() throws {
    let done = try place.run(
      "cross-validate", "xor", "--folds", "2", "--epochs", "1", "--out", "elsewhere/parts")
    #expect(done.status == 0, "\(done.error)")
    let parts = ["elsewhere/parts/fold-1", "elsewhere/parts/fold-2"]
    #expect(try place.listed() == parts)
    #expect(try place.listed("--where", "name=fold-2") == [parts[1]])
  }

  @Test func mistakes() throws {
    try place.trainXOR("runs/a", "--epochs", "1")
    for (arguments, part) in [
      (["--where", "accuracy"], "no condition"), (["--limit", "0"], "--limit 0"),
      (["--state", "dead"], "running"), (["--sort", "lerningRate"], "'learningRate'"),
      (["--where", "vla_loss>1"], "did you mean 'val_loss'?"),
      (["--where", "val_accuracy>abc"], "val_accuracy is a number; 'abc' is none"),
    ] { try place.expectMistake(["runs", "list"] + arguments, part) }
    try place.expectMistake(["runs", "list", "--folder", "/nowhere"], "/nowhere", status: 1)
  }
}
