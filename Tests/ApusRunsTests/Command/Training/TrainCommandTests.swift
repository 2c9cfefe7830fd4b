import ApusTestSupport
import Foundation
import Testing

/// `apus train`.
@Suite(.serialized) struct TrainCommandTests {
  private let place = CommandPlace()

  @Test func tellsOfEveryEpochAndWritesARun() throws {
    let trained = try place.run(
      "train", "xor", "--epochs", "30", "--set", "learningRate=0.5", "--out", "xor", "--json")
    #expect(trained.status == 0, "\(trained.error)")
    let events = try trained.objects
    #expect(events.count == 31 && events.last?["event"] as? String == "done")
    #expect(events.last?["run"] as? String == "xor")
    let accuracy = try #require(events[29]["val_accuracy"] as? Double)
    #expect(try place.run("evaluate", "xor", "--json").object["accuracy"] as? Double == accuracy)
    let text = try place.run("train", "xor", "--epochs", "2")
    #expect(text.status == 0 && text.output.contains("4 examples to train on, 4 to validate"))
    #expect(text.output.contains("run in runs/") && text.output.contains("done in"))
  }

  @Test func aFileOfSettingsTrainsAndTheRunsOwnRepeatsIt() throws {
    let template = try place.run("train", "xor", "--print-config")
    #expect(template.status == 0)
    try place.folder.write(
      template.output.replacing("epochs: 2000", with: "epochs: 30") + """
        callbacks: ["EarlyStopping:patience=20", CSVLogger]
        metrics: [f1]

        """, to: "run.yaml")
    let trained = try place.run("train", "--config", "run.yaml", "--out", "first", "--json")
    #expect(trained.status == 0, "\(trained.error)")
    #expect(try trained.objects.last?["val_f1Score"] is Double)
    let again = try place.run(
      "train", "--config", "first/config.yaml", "--out", "second", "--json")
    #expect(again.status == 0, "\(again.error)")
    for name in ["model.safetensors", "log.csv"] {
      let files = ["first", "second"].map { place.folder.contents("\($0)/\(name)") }
      #expect(files[0] != nil && files[0] == files[1], "\(name)")
    }
    try place.folder.write("recipe: xor\nepochs: ten", to: "wrong.yaml")
    let refused = try place.run("train", "--config", "wrong.yaml")
    #expect(refused.status == 1)
    #expect(
      refused.error
        == "apus: wrong.yaml:2:9: epochs: \"ten\" is not a whole number; expected 1 to 1000000000\n"
    )
  }

  @Test func aRunGoesOnWithoutItsName() throws {
    try place.trainXOR("whole", "--epochs", "6", "--seed", "2")
    try place.trainXOR("parts", "--epochs", "4", "--seed", "2")
    let more = try place.run("train", "--resume", "parts", "--epochs", "6", "--json")
    #expect(more.status == 0, "\(more.error)")
    #expect(try more.objects.compactMap { $0["epoch"] as? Int } == [5, 6])
    let files = ["whole", "parts"].map { place.folder.contents($0 + "/model.safetensors") }
    #expect(files[0] != nil && files[0] == files[1])
    #expect(try place.run("train", "xor", "--resume", "parts", "--out", "parts").status == 0)
    let config = place.folder.contents("parts/config.json")
    let idle = try place.run("train", "--resume", "parts", "--epochs", "6")
    #expect(idle.status == 0 && idle.output.contains("nothing is left to train"))
    #expect(try place.run("train", "--resume", "parts", "--json").object["epochs"] as? Int == 6)
    let resume = ["train", "--resume", "parts"]
    try place.expectMistake(resume + ["--epochs", "2"], "has 6 epochs already", status: 1)
    #expect(config != nil && place.folder.contents("parts/config.json") == config)
    try place.expectMistake(resume + ["--out", "other"], "leave --out away")
    try place.expectMistake(resume + ["--seed", "1"], "keeps what the run was told")
    try place.expectMistake(["train", "lenet5", "--resume", "parts"], "is a run of xor, not of")
    try place.expectMistake(["train", "xro", "--resume", "parts"], "did you mean 'xor'?")
    try place.expectMistake(["train", "xor", "--out", "parts"], "parts", status: 1)
  }

  @Test(arguments: [
    (["xor", "--out", "/proc/apus"], "/proc/apus", Int32(1)),
    (["xor", "--resume", "/nowhere"], "/nowhere", 1), (["--resume", "/nowhere"], "/nowhere", 1),
    (["xor", "--out", ""], "--out is empty", 2), (["--resume", ""], "--resume is empty", 2),
    (["xor", "--out", " "], "--out is empty", 2),
    (["xor", "--data", "/nowhere"], "made on the spot", 2),
    (["mnist-mlp", "--data", "/nowhere"], "/nowhere", 1),
    (["xor", "--config", "/nowhere.yaml"], "/nowhere.yaml", 1),
    (["xor", "--plots", "gif"], "gif", 2),
    (["xor", "--resume", "/nowhere", "--metrics", "f1"], "keeps what the run was told", 2),
    (["xor", "--resume", "/nowhere", "--callback", "none"], "/nowhere", 1),
  ])
  func mistakes(_ arguments: [String], _ part: String, _ status: Int32) throws {
    try place.expectMistake(["train"] + arguments, part, status: status)
  }

  @Test func aRunThatACallbackEndedGoesOnWithoutIt() throws {
    let average = ["--callback", "WeightAverage"]
    let arguments = ["train", "xor", "--epochs", "9"] + average
    #expect(try place.run(arguments + ["--out", "whole"]).status == 0)
    let stop = ["--callback", "ValueReached:target=10,monitor=loss"]
    #expect(
      try place.run(arguments + stop + ["--out", "parts", "--json"]).objects.last?["epochs"] as? Int
        == 1)
    let again = try place.run("train", "--resume", "parts")
    #expect(again.status == 0 && again.output.contains("--callback none"), "\(again.error)")
    #expect(place.folder.contents("parts/model.safetensors") != nil)
    let on = try place.run(["train", "--resume", "parts", "--json"] + average)
    #expect(on.status == 0, "\(on.error)")
    #expect(try on.objects.compactMap { $0["epoch"] as? Int } == Array(2...9))
    let files = ["whole", "parts"].map { place.folder.contents("\($0)/model.safetensors") }
    #expect(files[0] != nil && files[0] == files[1])
    let config = String(
      decoding: place.folder.contents("parts/config.json") ?? Data(), as: UTF8.self)
    #expect(config.contains("WeightAverage") && !config.contains("ValueReached"))
    let resume = ["train", "--resume", "parts", "--epochs", "20", "--callback"]
    try place.expectMistake(resume + ["Earlystop"], "did you mean 'EarlyStopping'?")
    try place.expectMistake(resume + ["EarlyStopping:monitor=val_f1"], "to monitor")
    #expect(try place.run(resume + ["none", "--json"]).objects.last?["epochs"] as? Int == 20)
  }

  /// A stop within the first epoch: the model is written where it is of use, and only what is there
  /// is told of.
  @Test func aStopWithinTheFirstEpochTellsOfWhatIsThere() throws {
    let stop = ["--callback", "TerminateOnNaN", "--batch-size", "1"]
    let lost = try place.run(
      ["train", "mlp-classic", "--dataset", "xor", "--epochs", "3", "--out", "lost"] + stop
        + ["--set", "learningRate=100", "--set", "optimizer=sgd", "--set", "weightDecay=0"])
    try #require(lost.status == 0, "\(lost.error)")
    let file = "lost/model.safetensors"
    if place.folder.contents(file) == nil {
      #expect(!lost.output.contains("the model is in"))
      #expect(lost.output.contains("no model is written"))
    } else {
      #expect(lost.output.contains("the model is in \(file)"))
    }
  }

  @Test func aFileMayBeginWithAByteOrderMarkAndNameTheHomeFolder() throws {
    try place.folder.write(
      "\u{FEFF}recipe: xor\nepochs: 2\nout: ~/marked\ncallbacks: [\"CSVLogger:path=~/log.csv\"]\n",
      to: "run.yaml")
    let trained = try place.start(
      ["train", "--config", "run.yaml", "--json"], environment: ["HOME": place.folder["me"]]
    ).outcome()
    #expect(trained.status == 0, "\(trained.error)")
    for name in ["me/marked/model.safetensors", "me/log.csv"] {
      #expect(place.folder.contents(name) != nil, "\(name)")
    }
    // Shells leave it behind an equals sign.
    for option in [["--out=~/joined"], ["--out", "~/apart"]] {
      let outcome = try place.start(
        ["train", "xor", "--epochs", "1", "--json"] + option,
        environment: ["HOME": place.folder["me"]]
      ).outcome()
      #expect(outcome.status == 0, "\(outcome.error)")
    }
    for name in ["me/joined/model.safetensors", "me/apart/model.safetensors"] {
      #expect(place.folder.contents(name) != nil, "\(name)")
    }
    #expect(!FileManager.default.fileExists(atPath: place.folder["~"]))
  }

  @Test(arguments: [
    ("cosinedecay:decayepochs=2", "no setting \"decayepochs\"; did you mean 'decayEpochs'?"),
    ("cosinedecay:decayEpoch=2", "did you mean 'decayEpochs'?"),
    ("cosinedecay:decaysteps=2", "no setting \"decaysteps\"; did you mean 'decaySteps'?"),
    ("cosinedecay:decayEpochs=2,Alpha=0.1", "no setting \"Alpha\"; did you mean 'alpha'?"),
    ("onecycle:epochs=2", "OneCycle"), ("cosinedecay:decayEpochs=0.0001", "less than one update"),
    ("cosinedecay", "decaySteps is missing"),
  ])
  func mistakesInASchedule(_ schedule: String, _ part: String) throws {
    try place.expectMistake(
      ["train", "xor", "--out", "none", "--set", "schedule=" + schedule], part)
  }

  @Test(.enabled(if: RealData.isHere))
  func aKilledRunResumesToTheSameBytes() throws {
    let settings = [
      "--set", "hidden=32", "--set", "layers=1", "--epochs", "3", "--seed", "3", "--json",
      "--set", "rateDecay=0.5",
    ]
    try place.run(["train", "mnist-mlp", "--out", "whole"] + settings)
    let killed = try place.start(
      ["train", "mnist-mlp", "--out", "killed", "--checkpoint-every", "50"] + settings)
    killed.wait { place.lastStep(of: "killed") > 0 }
    killed.send(SIGKILL)
    #expect(killed.outcome().status == nil)
    let resumed = try place.run("train", "--resume", "killed", "--epochs", "3", "--json")
    #expect(resumed.status == 0, "\(resumed.error)")
    let files = ["whole", "killed"].map { place.folder.contents($0 + "/model.safetensors") }
    #expect(files[0] != nil && files[0] == files[1])
  }

  @Test(.enabled(if: RealData.isHere), arguments: [SIGINT, SIGTERM])
  func interruptWritesACheckpointAndSaysHowToGoOn(_ signal: Int32) throws {
    let process = try place.start(
      ["train", "mnist-mlp", "--out", "stopped", "--epochs", "50", "--json"])
    process.awaitOutput()
    process.send(signal)
    let outcome = process.outcome()
    #expect(outcome.status == 128 + signal)
    let event = try #require(try outcome.objects.last)
    #expect(event["event"] as? String == "interrupted" && event["run"] as? String == "stopped")
    #expect(outcome.error.contains("--resume stopped"))
    let checkpoints = try FileManager.default.contentsOfDirectory(
      atPath: place.folder["stopped/checkpoints"])
    #expect(!checkpoints.isEmpty)
  }
}
