import Foundation
import Testing

/// `apus runs` and the runs that it lists, as a user runs them: the binary that was built beside these tests.
@Suite(.serialized) final class RunsCommandTests {
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
    let tests = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    return ProcessInfo.processInfo.environment["APUS_BINARY"]
      ?? tests.deletingLastPathComponent().appending(path: "apus").path
  }()

  private let folder: String
  private var home: String { folder + "/home" }

  init() throws {
    folder =
      URL(filePath: NSTemporaryDirectory()).resolvingSymlinksInPath().path
      + "/apus-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func makeProcess(_ arguments: [String]) -> (process: Process, output: Pipe, error: Pipe) {
    let process = Process()
    process.executableURL = URL(filePath: Self.binary)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(["APUS_HOME": home]) { $1 }
    let (output, error) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = error
    return (process, output, error)
  }

  @discardableResult
  private func run(_ arguments: String...) throws -> Outcome {
    let (process, output, error) = makeProcess(arguments)
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let problem = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationReason == .exit ? process.terminationStatus : -1,
      output: String(decoding: text, as: UTF8.self),
      error: String(decoding: problem, as: UTF8.self))
  }

  private func train(_ name: String, _ options: String...) throws {
    let (process, output, error) = makeProcess(
      ["train", "xor", "--json", "--out", name] + options)
    try process.run()
    _ = output.fileHandleForReading.readDataToEndOfFile()
    let text = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && text.isEmpty, "\(text)")
  }

  private func listed(_ options: String...) throws -> [String] {
    let (process, output, _) = makeProcess(["runs", "list", "--json"] + options)
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return try Outcome(status: 0, output: text, error: "").objects.compactMap {
      $0["run"] as? String
    }
  }

  @Test func runsAreListedComparedDrawnNamedAndDeleted() throws {
    try train("runs/slow", "--epochs", "20")
    try train("elsewhere/quick", "--epochs", "300", "--set", "learningRate=0.5")
    #expect(try listed() == ["runs/slow", "elsewhere/quick"])
    #expect(try listed("--folder", "elsewhere") == ["elsewhere/quick"])
    #expect(try listed("--sort", "best", "--limit", "1") == ["elsewhere/quick"])
    #expect(try listed("--limit", "1") == ["elsewhere/quick"])
    #expect(try listed("--reverse") == ["elsewhere/quick", "runs/slow"])
    #expect(try listed("--where", "learningRate<0.2", "--where", "epochs=20") == ["runs/slow"])
    #expect(try listed("--recipe", "lenet5").isEmpty)
    #expect(try listed("--state", "failed", "--state", "finished").count == 2)

    #expect(try run("runs", "tag", "slow", "base", "paper").output == "slow: base paper\n")
    #expect(try run("runs", "untag", "sl", "paper").output == "slow: base\n")
    #expect(try listed("--tag", "base") == ["runs/slow"])
    #expect(try listed("--tag", "base", "--tag", "paper").isEmpty)

    let compared = try #require(try run("runs", "compare", "slow", "quick", "--json").objects.first)
    let settings = try #require(compared["settings"] as? [String: [String]])
    #expect(settings == ["epochs": ["20", "300"], "learningRate": ["0.1", "0.5"]])
    let metrics = try #require(compared["metrics"] as? [String: [String: [Double]]])
    #expect(metrics["val_loss"]?["best"]?.count == 2)
    #expect(try run("runs", "compare", "slow", "quick").output.contains("learningRate"))
    #expect(try run("runs", "plot", "slow", "quick", "--out", "curves.svg").status == 0)
    let picture = try String(contentsOfFile: folder + "/curves.svg", encoding: .utf8)
    #expect(picture.contains(">slow<") && picture.contains(">quick<"))
    #expect(try run("runs", "show", "quick").output.contains("finished"))

    #expect(try run("runs", "delete", "slow").status == 2)
    #expect(try run("runs", "delete", "slow", "--yes").status == 0)
    #expect(!FileManager.default.fileExists(atPath: folder + "/runs/slow"))
    #expect(try listed() == ["elsewhere/quick"])
  }

  @Test func anIndexThatIsGoneOrDamagedIsMadeAnew() throws {
    try train("runs/a", "--epochs", "3")
    try train("b", "--epochs", "3")
    try FileManager.default.removeItem(atPath: home)
    #expect(try listed() == ["runs/a"])
    #expect(try listed("--folder", ".") == ["./runs/a", "./b"])
    #expect(try listed().count == 2)
    for ending in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: home + "/runs.sqlite" + ending)
    }
    try Data(repeating: 1, count: 5000).write(to: URL(filePath: home + "/runs.sqlite"))
    let list = try run("runs", "list")
    #expect(list.status == 0 && list.output.contains("runs/a"))
    #expect(list.error.split(separator: "\n").count == 1 && list.error.contains("was damaged"))
    #expect(try run("runs", "list").error.isEmpty)
  }

  @Test func anIndexThatCannotBeWrittenStopsNoTraining() throws {
    try "".write(toFile: home, atomically: true, encoding: .utf8)
    let trained = try run("train", "xor", "--epochs", "3", "--out", "runs/a", "--json")
    #expect(trained.status == 0)
    #expect(trained.error.split(separator: "\n").count == 1 && trained.error.contains("APUS_HOME"))
    let list = try run("runs", "list", "--json")
    #expect(try list.status == 0 && list.objects.count == 1)
    #expect(list.error.split(separator: "\n").count == 1)
  }

  @Test func severalProcessesEnterTheirRunsAtOnce() throws {
    let processes = (0..<6).map {
      makeProcess(["train", "xor", "--json", "--epochs", "50", "--out", "runs/\($0)"])
    }
    for item in processes { try item.process.run() }
    let seen = try listed()
    for item in processes {
      _ = item.output.fileHandleForReading.readDataToEndOfFile()
      let text = String(
        decoding: item.error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      item.process.waitUntilExit()
      #expect(item.process.terminationStatus == 0 && text.isEmpty, "\(text)")
    }
    #expect(seen.count <= 6)
    try FileManager.default.moveItem(atPath: folder + "/runs", toPath: folder + "/moved")
    let gone = try #require(try run("runs", "gc", "--dry-run", "--json").objects.first)
    #expect((gone["forgotten"] as? [String])?.count == 6)
    #expect(try listed("--folder", "moved", "--state", "finished").count == 6)
    #expect(try run("runs", "gc").output.contains("forgot 6 runs"))
    #expect(try listed().count == 6)
  }

  /// Killed again and again at moments of all kinds: each time the run is in the index as stopped and goes on, and it ends
  /// in the bytes of a run that was never killed.
  @Test func aRunKilledOftenEndsInTheSameBytesAndIsNeverLost() throws {
    let epochs = "1500"
    let settings = ["--epochs", epochs, "--seed", "3", "--json"]
    let (whole, output, _) = makeProcess(
      ["train", "xor", "--out", "whole", "--checkpoint-every", "20"] + settings)
    let began = ContinuousClock.now
    try whole.run()
    _ = output.fileHandleForReading.readDataToEndOfFile()
    whole.waitUntilExit()
    let span =
      Double((ContinuousClock.now - began).components.attoseconds) * 1e-18
      + Double((ContinuousClock.now - began).components.seconds)
    var kills = 0
    for attempt in 1...40 {
      let isBegun = FileManager.default.fileExists(atPath: folder + "/killed/config.json")
      let place =
        isBegun
        ? ["--resume", "killed", "--epochs", epochs, "--json"]
        : ["--out", "killed"] + settings
      let (process, lines, problem) = makeProcess(
        ["train", "xor", "--checkpoint-every", "20"] + place)
      try process.run()
      if attempt <= 8 {
        usleep(UInt32(1e6 * span * Double.random(in: 0.02...0.6)))
        kill(process.processIdentifier, SIGKILL)
      }
      _ = lines.fileHandleForReading.readDataToEndOfFile()
      let text = String(
        decoding: problem.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(text.isEmpty, "\(text)")
      if process.terminationReason == .exit {
        #expect(process.terminationStatus == 0)
        break
      }
      kills += 1
      if FileManager.default.fileExists(atPath: folder + "/killed/config.json") {
        #expect(try listed("--where", "name=killed").count == 1)
      }
    }
    let files = ["whole", "killed"].map {
      FileManager.default.contents(atPath: "\(folder)/\($0)/model.safetensors")
    }
    #expect(files[0] != nil && files[0] == files[1], "after \(kills) kills")
    #expect(try listed("--state", "finished").count == 2)
    let rest = try FileManager.default.subpathsOfDirectory(atPath: folder + "/killed")
    #expect(!rest.contains { $0.hasSuffix(".part") })
  }

  @Test(arguments: [
    (["list", "--where", "accuracy"], "no condition"), (["list", "--limit", "0"], "--limit 0"),
    (["list", "--state", "dead"], "running"),
    (["list", "--sort", "lerningRate"], "'learningRate'"),
    (["list", "--where", "vla_loss>1"], "did you mean 'val_loss'?"),
    (["list", "--folder", "/nowhere"], "/nowhere"), (["show", "b"], "did you mean 'a'?"),
    (["show", "/nowhere"], "/nowhere"), (["compare", "a"], "two or more"),
    (["plot", "a"], "--out"), (["plot", "a", "--out", "x.pdf"], ".svg"),
    (["plot", "a", "--out", "x.svg", "--metric", "f1"], "no epoch with f1"),
    (["plot", "a", "--out", "/nowhere/x.svg"], "/nowhere"),
    (["tag", "a", "two words"], "is no tag"), (["untag", "a", "x"], "has no tag 'x'"),
    (["delete", "a"], "--yes"), (["delete", "zzzzzzzz", "--yes"], "no such run"),
    (["sort"], "sort"),
  ])
  func mistakesGetOneLine(_ arguments: [String], _ part: String) throws {
    try train("runs/a", "--epochs", "2")
    let (process, output, error) = makeProcess(["runs"] + arguments)
    try process.run()
    _ = output.fileHandleForReading.readDataToEndOfFile()
    let text = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect([1, 2].contains(process.terminationStatus) && process.terminationReason == .exit)
    #expect(text.split(separator: "\n").count == 1 && text.count < 600, "\(arguments): \(text)")
    #expect(text.contains(part), "\(arguments): \(text)")
  }

  @Test func helpIsThereForEverySubcommand() throws {
    for command in ["list", "show", "compare", "plot", "tag", "untag", "delete", "gc"] {
      let help = try run("runs", command, "--help")
      #expect(help.status == 0 && help.output.contains("USAGE"), "\(command)")
    }
  }
}
