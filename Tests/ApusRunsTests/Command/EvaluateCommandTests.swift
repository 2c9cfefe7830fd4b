import Foundation
import Testing

/// `apus evaluate`.
@Suite struct EvaluateCommandTests {
  private let place = CommandPlace()

  @Test func reportsAndGivesIntervals() throws {
    try place.trainXOR("run", "--epochs", "3")
    let object = try place.run(
      "evaluate", "run", "--metrics", "f1,topK:k=1,auc", "--report", "--bootstrap", "20", "--json"
    ).object
    let accuracy = try #require(object["accuracy"] as? Double)
    #expect(object["topKAccuracy"] as? Double == accuracy && object["auc"] is Double)
    let counts = try #require(object["confusion"] as? [[Int]])
    #expect(counts.joined().reduce(0, +) == 4)
    #expect(Double(counts[0][0] + counts[1][1]) / 4 == accuracy)
    let intervals = try #require(object["intervals"] as? [String: [String: Double]])
    let interval = try #require(intervals["accuracy"])
    #expect(interval["lower"] ?? 2 <= accuracy && accuracy <= interval["upper"] ?? -1)
    #expect((object["report"] as? [String: Any])?["classes"] is [Any])
    #expect(try place.run("evaluate", "run", "--report").output.contains("weighted average"))
    for (arguments, part) in [
      (["--bootstrap", "0"], "--bootstrap 0"), (["--confidence", "1"], "--confidence 1"),
      (["--format", "png"], "--format is of pictures: give --plots"),
      (["--theme", "dark"], "--theme is of pictures: give --plots"),
      (["--confidence", "0.9"], "give --bootstrap"), (["run"], "run is named twice"),
      (["./run/model.safetensors"], "is named twice"),
      (["--metrics", "f1,f1"], "f1Score is given twice"), (["--dataset", "adn"], "'and'"),
      (["--dataset", "strokes"], "the model takes examples"), (["--data", ""], "--data is empty"),
      (["--plots", "a", "--theme", "pale"], "--theme pale"), (["--format", "gif"], "gif"),
      (["--combine", "luck"], "luck"),
    ] { try place.expectMistake(["evaluate", "run"] + arguments, part) }
    try place.expectMistake(["evaluate", "/nowhere"], "/nowhere", status: 1)
  }

  @Test func severalRunsAreOne() throws {
    let runs = (0..<3).map { "member-\($0)" }
    for (seed, run) in runs.enumerated() {
      try place.trainXOR(
        run, "--epochs", "400", "--set", "learningRate=0.5", "--seed", "\(seed)")
    }
    let single = try runs.map { run in
      try #require(try place.run("evaluate", run, "--json").object["loss"] as? Double)
    }
    for combination in [[], ["--combine", "outputs"], ["--combine", "votes"]] {
      let object = try place.run(["evaluate"] + runs + ["--json"] + combination).object
      let (loss, accuracy) = (object["loss"] as? Double, object["accuracy"] as? Double)
      #expect((accuracy ?? 0) > 0.5, "\(combination)")
      // By Jensen's inequality the mean of probabilities is no worse than the members' mean.
      if combination.isEmpty { #expect((loss ?? 9) <= single.reduce(0, +) / 3 + 1e-9) }
    }
    try place.run("train", "perceptron", "--dataset", "and", "--epochs", "1", "--out", "scores")
    try place.expectMistake(
      ["evaluate", runs[0], "scores"], "does not answer the same question", status: 1)
  }

  @Test func drawsHowAModelDoes() throws {
    try place.trainXOR("drawn", "--epochs", "2", "--plots", "png")
    #expect(place.folder.contents("drawn/plots/confusion.png") != nil)
    let drawn = try place.run(
      "evaluate", "drawn", "--plots", "pictures", "--format", "png", "--theme", "dark")
    #expect(drawn.status == 0 && drawn.output.contains("calibration.png"), "\(drawn.error)")
    let names = try FileManager.default.contentsOfDirectory(atPath: place.folder["pictures"])
    #expect(
      names.sorted()
        == ["calibration", "confusion", "precision-recall", "roc"].map { $0 + ".png" })
  }
}
