import Foundation
import Testing

/// The command as a user runs it: the binary that was built beside these tests.
@Suite(.serialized) struct CommandTests {
  private struct Outcome {
    let status: Int32
    let output: String
    let error: String

    /// Standard output of `--json`: every line one object.
    var objects: [[String: Any]] {
      get throws {
        try output.split(separator: "\n").map { line in
          let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
          return try #require(object as? [String: Any])
        }
      }
    }
  }

  private static let binary: String = {
    let environment = ProcessInfo.processInfo.environment["APUS_BINARY"]
    let tests = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    return environment ?? tests.deletingLastPathComponent().appending(path: "apus").path
  }()

  /// Where the index of runs goes: never to the user's.
  private static let home = NSTemporaryDirectory() + "apus-home-\(getpid())"

  private static let data: String? = {
    let repository = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let candidates = [
      ProcessInfo.processInfo.environment["APUS_DATA"] ?? "",
      repository.appending(path: "../shared/data").standardizedFileURL.path,
    ]
    return candidates.first {
      !$0.isEmpty && FileManager.default.fileExists(atPath: $0 + "/mnist")
    }
  }()

  private static func makeProcess(_ arguments: [String]) -> (Process, Pipe, Pipe) {
    let process = Process()
    process.executableURL = URL(filePath: binary)
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    environment["APUS_DATA"] = data ?? ""
    environment["APUS_HOME"] = home
    process.environment = environment
    let (output, error) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = error
    return (process, output, error)
  }

  @discardableResult
  private func run(_ arguments: String...) throws -> Outcome {
    let (process, output, error) = Self.makeProcess(arguments)
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let problem = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationReason == .exit ? process.terminationStatus : -1,
      output: String(decoding: text, as: UTF8.self), error: String(decoding: problem, as: UTF8.self)
    )
  }

  private let folder = TemporaryPlace()

  @Test func severalRunsAreOneAndOneIsAskedOften() throws {
    let runs = (0..<3).map { folder.path + "/member-\($0)" }
    for (seed, run) in runs.enumerated() {
      let trained = try self.run(
        "train", "xor", "--epochs", "400", "--set", "learningRate=0.5", "--seed", "\(seed)",
        "--out", run, "--json")
      #expect(trained.status == 0, "\(trained.error)")
    }
    let single = try runs.map { run in
      try #require(try self.run("evaluate", run, "--json").objects.first?["loss"] as? Double)
    }
    for combination in [[], ["--combine", "outputs"], ["--combine", "votes"]] {
      let (process, output, _) = Self.makeProcess(["evaluate"] + runs + ["--json"] + combination)
      try process.run()
      let text = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      let object = try JSONSerialization.jsonObject(with: text) as? [String: Any]
      let (loss, accuracy) = (object?["loss"] as? Double, object?["accuracy"] as? Double)
      #expect((accuracy ?? 0) > 0.5, "\(combination)")
      // By Jensen's inequality the mean of probabilities is no worse than the members' mean.
      if combination.isEmpty { #expect((loss ?? 9) <= single.reduce(0, +) / 3 + 1e-9) }
    }
    #expect(try self.run("evaluate", runs[0], runs[1], "--combine", "luck").status == 2)
    let (xor, other) = (runs[0], folder.path + "/scores")
    try self.run("train", "perceptron", "--epochs", "1", "--out", other)
    #expect(try self.run("predict", other, "0,1", "--samples", "5").status == 2)
    let mixed = try self.run("evaluate", runs[0], other)
    #expect(mixed.status == 1 && mixed.error.contains("does not answer the same question"))
    #expect(try self.run("predict", xor, "0,1", "--samples", "0").status == 2)
    let asked = try #require(
      try self.run("predict", xor, "0,1", "--samples", "5", "--json").objects.first)
    // Without dropout all answers are the same.
    #expect(abs((asked["mutual_information"] as? Double) ?? 9) < 1e-6)
    #expect((asked["entropy"] as? Double ?? 0) > 0.001)
    let text = try self.run("predict", xor, "0,1", "--samples", "5").output
    #expect(text.contains("±") && text.contains("entropy"))
  }

  @Test func sweepsRunAsRecipesDo() throws {
    let out = folder.path + "/sweep"
    let made = try run(
      "train", "bias-variance", "--set", "sizes=3", "--set", "datasets=5", "--out", out, "--json")
    #expect(made.status == 0, "\(made.error)")
    let events = try made.objects
    #expect(events.map { $0["event"] as? String } == ["row", "row", "row", "done"])
    #expect(events[2]["row"] as? Int == 3 && events[2]["size"] as? Int == 2)
    let table = try String(contentsOfFile: out + "/table.csv", encoding: .utf8)
    #expect(table.hasPrefix("size,error,bias2,variance,noise,bias2_exact,variance_exact\n0,"))
    #expect(try run("train", "bias-variance", "--out", out).status == 1)
    #expect(try run("train", "bias-variance", "--resume", out).output.contains("done"))
    #expect(try run("train", "linear-regions", "--resume", out).status == 2)
    #expect(try run("train", "bias-variance", "--epochs", "3").status == 2)
    let wrong = try run("train", "bias-varance")
    #expect(wrong.status == 2 && wrong.error.contains("did you mean 'bias-variance'?"))
    #expect(try run("train", "bias-variance", "--set", "size=3").status == 2)
    let listed = try run("list", "recipes", "--settings").output
    #expect(listed.contains("double-descent") && listed.contains("repetitions"))
    #expect(try run("runs", "show", out).output.contains("3 of 3"))
  }

  @Test func trainsEvaluatesPredictsAndShows() throws {
    let run = folder.path + "/xor"
    let trained = try self.run(
      "train", "xor", "--epochs", "400", "--set", "learningRate=0.5", "--out", run, "--json")
    #expect(trained.status == 0, "\(trained.error)")
    let events = try trained.objects
    #expect(events.count == 401 && events.last?["event"] as? String == "done")
    #expect(events.last?["run"] as? String == run)
    let accuracy = try #require(events[399]["val_accuracy"] as? Double)
    let evaluated = try #require(try self.run("evaluate", run, "--json").objects.first)
    #expect(evaluated["accuracy"] as? Double == accuracy)
    let answers = try self.run("predict", run, "0,1", "1,1", "--json").objects
    #expect(answers.count == 2)
    let top = try #require(answers[0]["top"] as? [[String: Any]])
    #expect(top[0]["label"] as? String == "1")
    #expect(try self.run("runs", "show", run).status == 0)
    let listed = try self.run("runs", "list", "--folder", folder.path, "--json").objects
    #expect(listed.count == 1 && listed[0]["recipe"] as? String == "xor")
    #expect(try self.run("summary", run, "--json").objects[0]["total"] as? Int == 42)
  }

  @Test func aFileOfSettingsTrainsAndTheRunsOwnRepeatsIt() throws {
    let template = try self.run("train", "xor", "--print-config")
    #expect(template.status == 0)
    let file = folder.path + "/run.yaml"
    let text =
      template.output.replacing("epochs: 2000", with: "epochs: 30") + """
        callbacks: ["EarlyStopping:patience=20", CSVLogger]
        metrics: [f1]

        """
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    let first = folder.path + "/first", second = folder.path + "/second"
    let trained = try self.run("train", "--config", file, "--out", first, "--json")
    #expect(trained.status == 0, "\(trained.error)")
    #expect(try trained.objects.last?["val_f1Score"] is Double)
    let again = try self.run("train", "--config", first + "/config.yaml", "--out", second, "--json")
    #expect(again.status == 0, "\(again.error)")
    for name in ["model.safetensors", "log.csv"] {
      let files = [first, second].map { FileManager.default.contents(atPath: "\($0)/\(name)") }
      #expect(files[0] != nil && files[0] == files[1], "\(name)")
    }
    let wrong = folder.path + "/wrong.yaml"
    try "recipe: xor\nepochs: ten".write(toFile: wrong, atomically: true, encoding: .utf8)
    let refused = try self.run("train", "--config", wrong)
    #expect(refused.status == 1)
    #expect(
      refused.error
        == "apus: \(wrong):2:9: epochs: \"ten\" is not a whole number; expected at least 1\n")
  }

  @Test func evaluationReportsAndGivesIntervals() throws {
    let run = folder.path + "/judged"
    #expect(try self.run("train", "xor", "--epochs", "3", "--out", run, "--json").status == 0)
    let judged = try self.run(
      "evaluate", run, "--metrics", "f1,topK:k=1,auc", "--report", "--bootstrap", "20", "--json")
    let object = try #require(try judged.objects.first, "\(judged.error)")
    let accuracy = try #require(object["accuracy"] as? Double)
    #expect(object["topKAccuracy"] as? Double == accuracy && object["auc"] is Double)
    let counts = try #require(object["confusion"] as? [[Int]])
    #expect(counts.joined().reduce(0, +) == 4)
    #expect(Double(counts[0][0] + counts[1][1]) / 4 == accuracy)
    let intervals = try #require(object["intervals"] as? [String: [String: Double]])
    let interval = try #require(intervals["accuracy"])
    #expect(interval["lower"] ?? 2 <= accuracy && accuracy <= interval["upper"] ?? -1)
    #expect((object["report"] as? [String: Any])?["classes"] is [Any])
    #expect(try self.run("evaluate", run, "--report").output.contains("weighted average"))
  }

  @Test func crossValidationGivesMeanAndDeviation() throws {
    let path = folder.path + "/folds"
    let done = try self.run(
      "cross-validate", "xor", "--folds", "2", "--epochs", "2", "--out", path, "--json")
    let last = try #require(try done.objects.last, "\(done.error)")
    #expect(last["folds"] as? Int == 2)
    let mean = try #require((last["mean"] as? [String: Double])?["accuracy"])
    let parts = try done.objects.filter { $0["event"] as? String == "part" }
    let accuracies = parts.compactMap { $0["accuracy"] as? Double }
    #expect(accuracies.count == 2 && accuracies.reduce(0, +) / 2 == mean)
    let again = try self.run("cross-validate", "--resume", path, "--json")
    #expect(
      again.status == 0
        && again.output.split(separator: "\n").last == done.output.split(separator: "\n").last)
  }

  @Test func findsARate() throws {
    let plot = folder.path + "/rates.svg"
    let found = try self.run("lr-find", "xor", "--steps", "50", "--plot", plot, "--json")
    let object = try #require(try found.objects.first)
    let rates = try #require(object["rates"] as? [Double])
    let losses = try #require(object["losses"] as? [Double])
    let turning = try #require(object["turning_point"] as? Double)
    #expect(rates.count == losses.count && rates.count > 1 && rates.contains(turning))
    #expect(object["suggestion"] as? Double == turning / 10)
    #expect(try String(contentsOfFile: plot, encoding: .utf8).hasPrefix("<svg"))
  }

  @Test func drawsHowAModelDoes() throws {
    let run = folder.path + "/drawn"
    let trained = try self.run(
      "train", "xor", "--epochs", "2", "--plots", "png", "--out", run, "--json")
    #expect(trained.status == 0, "\(trained.error)")
    #expect(FileManager.default.fileExists(atPath: run + "/plots/confusion.png"))
    let plots = folder.path + "/pictures"
    let drawn = try self.run(
      "evaluate", run, "--plots", plots, "--format", "png", "--theme", "dark")
    #expect(drawn.status == 0 && drawn.output.contains("calibration.png"), "\(drawn.error)")
    let names = try FileManager.default.contentsOfDirectory(atPath: plots).sorted()
    #expect(names == ["calibration", "confusion", "precision-recall", "roc"].map { $0 + ".png" })
    let map = try self.run("embed", run, "--out", folder.path + "/map.svg", "--json")
    #expect(try map.objects.first?["examples"] as? Int == 4, "\(map.error)")
    let plane = try self.run("embed", run, "--method", "pca", "--out", folder.path + "/plane.png")
    #expect(plane.status == 0 && plane.output.contains("trustworthiness"), "\(plane.error)")
    let diagram = folder.path + "/diagram.svg"
    #expect(try self.run("summary", "lenet5", "--diagram", diagram).status == 0)
    #expect(try String(contentsOfFile: diagram, encoding: .utf8).contains(">lenet5: "))
    for arguments in [
      ["summary", "xor", "--diagram", "a.gif"], ["embed", run, "--out", "map"],
      ["lr-find", "xor", "--plot", "rates"],
      ["evaluate", run, "--plots", plots, "--theme", "pale"],
    ] {
      let (process, _, error) = Self.makeProcess(arguments)
      try process.run()
      let problem = error.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(process.terminationStatus == 2 && problem.split(separator: 10).count == 1)
    }
  }

  @Test func summaryShowsReceptiveFields() throws {
    let summary = try self.run("summary", "lenet5", "--receptive-field", "--json")
    let object = try #require(try summary.objects.first)
    let fields = try #require(object["receptive_fields"] as? [[String: Any]])
    #expect(fields.map { $0["size"] as? [Int] } == [5, 6, 14, 16, 32].map { [$0, $0] })
    #expect(fields.map { $0["stride"] as? [Int] } == [1, 2, 2, 4, 4].map { [$0, $0] })
  }

  @Test(arguments: [
    (["train", "mnist-mpl"], "did you mean 'mnist-mlp'?"),
    (["train", "xor", "--set", "learning_rat=1"], "did you mean 'learningRate'?"),
    (["train", "xor", "--set", "learningRate=-1"], "learningRate=-1"),
    (["train", "xor", "--set", "learningRate"], "key=value"),
    (["train", "xor", "--batch-size", "0"], "--batch-size 0"),
    (["train", "xor", "--batch-size", "half"], "expected at least 1, or full"),
    (["lr-find", "xor", "--from", "1", "--to", "0.5"], "0 < low < high"),
    (["lr-find", "xor", "--steps", "1"], "2 steps or more"),
    (["train", "xor", "--epochs", "many"], "many"),
    (["train", "xor", "--seed", "-1"], "'-1' is invalid for '--seed"),
    (["train", "xor", "--epochs", "-1"], "--epochs -1"),
    (["train", "xor", "--set", "rateDecay=-1"], "rateDecay=-1"),
    (["train", "xor", "--out", "/proc/apus"], "/proc/apus"),
    (["train", "xor", "--resume", "/nowhere"], "/nowhere"),
    (["train", "mnist-mlp", "--data", "/nowhere"], "/nowhere"),
    (["evaluate", "/nowhere"], "/nowhere"),
    (["predict", "/etc/hostname", "x.png"], "/etc/hostname"),
    (["summary", "vgg99"], "vgg99"),
    (["summary", "lenet5", "--input", "3x3x3"], "Conv2D"),
    (["summary", "lenet5", "--input", "axb"], "--input axb"),
    (["summary", "mnist-mlp", "--receptive-field"], "--receptive-field"),
    (["bench", "vgg"], "vgg"),
    (["data", "show", "minst"], "did you mean 'mnist'?"),
    (["list", "birds"], "birds"),
    (["--frobnicate"], "frobnicate"),
    (["fly"], "fly"),
    (["trian", "xor"], "did you mean 'train'?"),
    (["train", "xor", "--out", ""], "--out is empty"),
    (["train", "xor", "--data", "/nowhere"], "made on the spot"),
    (["train", "xor", "--set", "optimizer=adam", "--set", "momentum=0.5"], "momentum"),
    (["train", "mnist-mlp", "--dataset", "sonar"], "expected one of mnist"),
    (["train", "adaline", "--dataset", "and", "--set", "dataset=xor"], "dataset is given twice"),
    (["train"], "no recipe is named"),
    (["train", "xor", "--callback", "Earlystop"], "did you mean 'EarlyStopping'?"),
    (["train", "xor", "--callback", "EarlyStopping:patience=x"], "it must be a whole number"),
    (["train", "xor", "--callback", "EarlyStopping:patience"], "is not key=value"),
    (["train", "xor", "--callback", ""], "a name is missing"),
    (["train", "xor", "--callback", "GeneralizationLoss:limit=1,monitor=accuracy"], "a loss"),
    (["train", "xor", "--metrics", "f1,f1"], "f1Score is given twice"),
    (["train", "xor", "--metrics", "mse"], "a figure of values"),
    (["train", "xor", "--clip", "1"], "one of value, norm, globalNorm"),
    (["train", "xor", "--class-weights", "1,2,3"], "3 class weights"),
    (["train", "xor", "--validation", "2"], "--validation 2"),
    (["train", "xor", "--augment", "RandomRotation:degrees=5"], "is for images"),
    (["train", "xor", "--set", "optimizer=adam:beta=1"], "no setting \"beta\""),
    (["train", "xor", "--set", "schedule=cosinedecay"], "decaySteps is missing"),
    (["train", "xor", "--config", "/nowhere.yaml"], "/nowhere.yaml"),
    (
      ["train", "xor", "--resume", "/nowhere", "--callback", "none"], "keeps what the run was told"
    ),
    (["cross-validate", "xor", "--folds", "9"], "expected 2 to 4"),
    (["cross-validate", "xor", "--folds", "2", "--leave-one-out"], "choose one"),
    (["cross-validate", "xor", "--validation", "0.5"], "leave validation and fold out"),
    (["cross-validate", "--resume", "/nowhere"], "is not a cross-validation"),
    (["bench", "xor", "--threads", "100000"], "--threads 100000"),
    (["runs", "list", "--folder", "/nowhere"], "/nowhere"),
  ])
  func mistakesGetOneLine(_ arguments: [String], _ part: String) throws {
    let (process, output, error) = Self.makeProcess(arguments)
    try process.run()
    _ = output.fileHandleForReading.readDataToEndOfFile()
    let text = String(
      decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(
      [1, 2].contains(process.terminationStatus), "\(arguments): \(process.terminationStatus)")
    #expect(text.split(separator: "\n").count == 1 && text.count < 600, "\(arguments): \(text)")
    #expect(text.contains(part), "\(arguments): \(text)")
  }

  /// A limit on the size of files stands in for a full disk: writes fail, and what was saved before stays whole.
  @Test func aFullDiskGetsOneLineAndHarmsNothing() throws {
    let run = folder.path + "/full"
    #expect(try self.run("train", "xor", "--epochs", "5", "--out", run, "--json").status == 0)
    let before = FileManager.default.contents(atPath: run + "/model.safetensors")
    let script =
      "ulimit -f 1; exec \"$0\" train xor --resume \"$1\" --epochs 9 --json"
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script, Self.binary, run]
    process.environment = ProcessInfo.processInfo.environment.merging(["APUS_HOME": Self.home]) {
      $1
    }
    let error = Pipe()
    process.standardError = error
    process.standardOutput = Pipe()
    try process.run()
    let text = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1 && text.contains("cannot write"), "\(text)")
    #expect(text.split(separator: "\n").count == 1)
    #expect(FileManager.default.contents(atPath: run + "/model.safetensors") == before)
    #expect(try self.run("train", "xor", "--resume", run, "--epochs", "9", "--json").status == 0)
  }

  @Test func helpIsThereForEveryCommand() throws {
    for command in [
      [], ["train"], ["evaluate"], ["predict"], ["summary"], ["list"], ["bench"], ["data"],
      ["runs"], ["quickstart"], ["lr-find"], ["course"], ["cross-validate"],
    ] {
      let (process, output, _) = Self.makeProcess(command + ["--help"])
      try process.run()
      let text = String(
        decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0 && text.contains("USAGE"), "\(command)")
    }
    #expect(try run("--version").output.hasPrefix("0."))
    for kind in [
      "recipes", "datasets", "layers", "activations", "optimizers", "losses", "initializers",
      "schedules", "callbacks", "metrics", "augmentations",
    ] {
      #expect(try run("list", kind, "--json").objects.count > 1, "\(kind)")
    }
  }

  @Test(.enabled(if: CommandTests.data != nil))
  func aKilledRunResumesToTheSameBytes() throws {
    let whole = folder.path + "/whole", killed = folder.path + "/killed"
    let settings = [
      "--set", "hidden=32", "--set", "layers=1", "--epochs", "3", "--seed", "3", "--json",
      "--set", "rateDecay=0.5",
    ]
    let (first, output, _) = Self.makeProcess(["train", "mnist-mlp", "--out", whole] + settings)
    try first.run()
    _ = output.fileHandleForReading.readDataToEndOfFile()
    first.waitUntilExit()
    let (second, lines, _) = Self.makeProcess(
      ["train", "mnist-mlp", "--out", killed, "--checkpoint-every", "50"] + settings)
    try second.run()
    _ = lines.fileHandleForReading.availableData
    usleep(150_000)
    kill(second.processIdentifier, SIGKILL)
    second.waitUntilExit()
    let resumed = try run("train", "mnist-mlp", "--resume", killed, "--epochs", "3", "--json")
    #expect(resumed.status == 0, "\(resumed.error)")
    let files = [whole, killed].map {
      FileManager.default.contents(atPath: $0 + "/model.safetensors")
    }
    #expect(files[0] != nil && files[0] == files[1])
  }

  @Test(.enabled(if: CommandTests.data != nil), arguments: [SIGINT, SIGTERM])
  func interruptWritesACheckpointAndSaysHowToGoOn(_ signal: Int32) throws {
    let run = folder.path + "/interrupted"
    let (process, output, error) = Self.makeProcess(
      ["train", "mnist-mlp", "--out", run, "--epochs", "50", "--json"])
    try process.run()
    _ = output.fileHandleForReading.availableData
    kill(process.processIdentifier, signal)
    let rest = output.fileHandleForReading.readDataToEndOfFile()
    let text = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 128 + signal)
    let last = try #require(rest.split(separator: UInt8(ascii: "\n")).last)
    let event = try JSONSerialization.jsonObject(with: last) as? [String: Any]
    #expect(event?["event"] as? String == "interrupted" && event?["run"] as? String == run)
    #expect(text.contains("--resume \(run)"))
    let checkpoints = try FileManager.default.contentsOfDirectory(atPath: run + "/checkpoints")
    #expect(!checkpoints.isEmpty)
  }
}

final class TemporaryPlace {
  let path = NSTemporaryDirectory() + "apus-\(UUID().uuidString)"
  init() {
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }
}
