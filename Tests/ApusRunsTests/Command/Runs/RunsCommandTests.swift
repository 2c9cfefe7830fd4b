import Foundation
import Testing

/// What all of `apus runs` do: find runs, in the index and in folders.
@Suite(.serialized) struct RunsCommandTests {
  private let place = CommandPlace()

  @Test func anIndexThatIsGoneOrDamagedIsMadeAnew() throws {
    try place.trainXOR("runs/a", "--epochs", "3")
    try place.trainXOR("b", "--epochs", "3")
    try FileManager.default.removeItem(atPath: place.home)
    #expect(try place.listed() == ["runs/a"])
    #expect(try place.listed("--folder", ".") == ["./runs/a", "./b"])
    #expect(try place.listed().count == 2)
    for ending in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: place.home + "/runs.sqlite" + ending)
    }
    try place.folder.write([UInt8](repeating: 1, count: 5000), to: "home/runs.sqlite")
    let list = try place.run("runs", "list")
    #expect(list.status == 0 && list.output.contains("runs/a"))
    #expect(list.error.split(separator: "\n").count == 1 && list.error.contains("was damaged"))
    #expect(try place.run("runs", "list").error.isEmpty)
  }

  @Test func anIndexThatCannotBeWrittenStopsNoTraining() throws {
    try place.folder.write("", to: "home")
    let trained = try place.run("train", "xor", "--epochs", "3", "--out", "runs/a", "--json")
    #expect(trained.status == 0)
    #expect(trained.error.split(separator: "\n").count == 1 && trained.error.contains("APUS_HOME"))
    let list = try place.run("runs", "list", "--json")
    #expect(try list.status == 0 && list.objects.count == 1)
    #expect(list.error.split(separator: "\n").count == 1)
  }

  @Test func severalProcessesEnterTheirRunsAtOnce() throws {
    let processes = try (0..<6).map {
      try place.start(["train", "xor", "--json", "--epochs", "50", "--out", "runs/\($0)"])
    }
    let seen = try place.listed()
    for process in processes {
      let outcome = process.outcome()
      #expect(outcome.status == 0 && outcome.error.isEmpty, "\(outcome.error)")
    }
    #expect(seen.count <= 6)
    try FileManager.default.moveItem(atPath: place.folder["runs"], toPath: place.folder["moved"])
    let gone = try place.run("runs", "gc", "--dry-run", "--json").object
    #expect((gone["forgotten"] as? [String])?.count == 6)
    #expect(try place.listed("--folder", "moved", "--state", "finished").count == 6)
    #expect(try place.run("runs", "gc").output.contains("forgot 6 runs"))
    #expect(try place.listed().count == 6)
  }

  /// Killed again and again, each time a little later: the run is in the index as stopped, goes on,
  /// and ends in the bytes of a run that was never killed.
  @Test func aRunKilledOftenEndsInTheSameBytesAndIsNeverLost() throws {
    let epochs = 1500
    let settings = ["--epochs", "\(epochs)", "--seed", "3", "--json"]
    let train = ["train", "xor", "--checkpoint-every", "20"]
    try place.run(train + ["--out", "whole"] + settings)
    var kills = 0
    for attempt in 1...40 {
      let isBegun = place.folder.contents("killed/config.json") != nil
      let rest =
        isBegun
        ? ["--resume", "killed", "--epochs", "\(epochs)", "--json"]
        : ["--out", "killed"] + settings
      let process = try place.start(train + rest)
      if attempt <= 8 {
        process.wait { place.lastStep(of: "killed") >= epochs * attempt / 14 }
        process.send(SIGKILL)
      }
      let outcome = process.outcome()
      #expect(outcome.error.isEmpty, "\(outcome.error)")
      if let status = outcome.status {
        #expect(status == 0)
        break
      }
      kills += 1
      if place.folder.contents("killed/config.json") != nil {
        #expect(try place.listed("--where", "name=killed").count == 1)
      }
    }
    let files = ["whole", "killed"].map { place.folder.contents($0 + "/model.safetensors") }
    #expect(files[0] != nil && files[0] == files[1], "after \(kills) kills")
    #expect(kills > 0)
    #expect(try place.listed("--state", "finished").count == 2)
    let rest = try FileManager.default.subpathsOfDirectory(atPath: place.folder["killed"])
    #expect(!rest.contains { $0.hasSuffix(".part") })
  }

  @Test func mistakes() throws {
    try place.trainXOR("runs/a", "--epochs", "1")
    try place.expectMistake(["runs", "sort"], "sort")
    try place.expectMistake(["runs", "show", "b"], "did you mean 'a'?", status: 1)
    try place.expectMistake(["runs", "show", "/nowhere"], "/nowhere", status: 1)
  }

  @Test func helpIsThereForEverySubcommand() throws {
    for command in ["list", "show", "compare", "plot", "tag", "untag", "delete", "gc"] {
      let help = try place.run("runs", command, "--help")
      #expect(help.status == 0 && help.output.contains("USAGE"), "\(command)")
    }
  }
}

extension CommandPlace {
  /// The runs that `apus runs list` shows with these options.
  func listed(_ options: String...) throws -> [String] {
    try run(["runs", "list", "--json"] + options).objects.compactMap { $0["run"] as? String }
  }
}
