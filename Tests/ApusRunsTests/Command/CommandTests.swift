import Foundation
import Testing

/// The command as a whole.
@Suite struct CommandTests {
  private let place = CommandPlace()

  @Test func helpIsThereForEveryCommand() throws {
    for command in [
      [], ["quickstart"], ["list"], ["summary"], ["train"], ["cross-validate"], ["evaluate"],
      ["predict"], ["embed"], ["bench"], ["data"], ["data", "list"], ["data", "get"],
      ["data", "show"], ["runs"], ["lr-find"], ["tune"], ["export"], ["import"], ["course"],
    ] {
      let help = try place.run(command + ["--help"])
      #expect(help.status == 0 && help.output.contains("USAGE"), "\(command)")
    }
    #expect(try place.run("--version").output.hasPrefix("0."))
  }

  @Test(arguments: [
    (["--frobnicate"], "frobnicate"), (["fly"], "unknown command 'fly'"),
    (["trian", "xor"], "did you mean 'train'?"), (["xor"], "unknown command 'xor'"),
  ])
  func mistakes(_ arguments: [String], _ part: String) throws {
    try place.expectMistake(arguments, part)
  }

  @Test(arguments: [
    ["evaluate", "r", "--bootstrap", "99999999999"], ["tune", "xor", "--trials", "99999999999"],
    ["predict", "r", "1,0", "--top", "99999999999"],
    ["cross-validate", "xor", "--bootstrap", "99999999"],
    ["train", "xor", "--epochs", "99999999999"],
  ])
  func numbersBeyondReasonNameTheRange(_ arguments: [String]) throws {
    try place.expectMistake(arguments, " 1 to ")
  }

  @Test(arguments: ["abc", "0", "-1", "1025", "99999999", "99999999999999999999", "2 "])
  func aWrongNumberOfThreadsIsAMistake(_ text: String) throws {
    let outcome = try place.start(
      ["-c", "APUS_NUM_THREADS='\(text)' exec \"$0\" list", CommandPlace.binary],
      program: "/bin/bash"
    ).outcome()
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(
      outcome.error == "apus: APUS_NUM_THREADS: expected a whole number from 1 to 1024\n")
  }

  @Test(arguments: [
    ("OMP_NUM_THREADS=3", 3), ("OMP_NUM_THREADS=' 5,2'", 5),
    ("OMP_NUM_THREADS=3 APUS_NUM_THREADS=2", 2), ("OMP_NUM_THREADS=x APUS_NUM_THREADS=", 0),
  ])
  func theEnvironmentSaysHowManyThreads(_ setting: String, _ threads: Int) throws {
    let outcome = try place.start(
      ["-c", "\(setting) exec \"$0\" bench xor --json", CommandPlace.binary],
      program: "/bin/bash"
    ).outcome()
    let expected = threads == 0 ? ProcessInfo.processInfo.activeProcessorCount : threads
    #expect(outcome.output.contains("\"threads\":\(expected)}"), "\(outcome.output)")
  }

  /// A limit on the size of files stands in for a full disk: writes fail, and what was saved before
  /// stays whole.
  @Test func aFullDiskGetsOneLineAndHarmsNothing() throws {
    try place.trainXOR("full", "--epochs", "5")
    let before = place.folder.contents("full/model.safetensors")
    let script = "ulimit -f 1; exec \"$0\" train xor --resume full --epochs 9 --json"
    let full = try place.start(["-c", script, CommandPlace.binary], program: "/bin/bash").outcome()
    #expect(full.status == 1 && full.error.contains("cannot write"), "\(full.error)")
    #expect(full.error.split(separator: "\n").count == 1)
    #expect(place.folder.contents("full/model.safetensors") == before)
    #expect(try place.run("train", "xor", "--resume", "full", "--epochs", "9").status == 0)
  }

  /// Names from outside move no cursor and colour nothing, wherever they come out.
  @Test func controlCharactersAreShown() throws {
    let name = "run\u{1B}[31m\u{9B}2J"
    let trained = try place.run("train", "xor", "--epochs", "1", "--out", name)
    var said = trained.output + trained.error
    for arguments in [
      ["evaluate", name, "--plots", name + "/mine"], ["runs", "list"], ["runs", "list", "--json"],
      ["runs", "show", name], ["summary", name], ["predict", name, "\u{1B}c,1"],
      ["predict", name, "0,1", "--\u{1B}c"], ["train", "--resume", name], ["\u{1B}c"],
      ["evaluate", name + "/none"], ["export", "npz", name, name + "/none/file"],
      ["train", "xor", "--set", "hidden=\u{1B}c"], ["train", "xor", "--callback", "\u{1B}c"],
    ] {
      let outcome = try place.run(arguments)
      said += outcome.output + outcome.error
    }
    let controls = said.unicodeScalars.filter { $0.properties.generalCategory == .control }
    #expect(Set(controls) == ["\n"])
    #expect(said.contains("run\\u001b[31m\\u009b2J"))
    let listed = try place.run("runs", "list", "--json").object
    #expect((listed["run"] as? String)?.hasSuffix(name) == true)
  }

  /// Whoever asks: as root the system would replace a device.
  @Test func whatIsNoFileIsNotReplaced() throws {
    let pipe = place.folder["pipe.svg"]
    #expect(mkfifo(pipe, 0o644) == 0)
    symlink("/dev/null", place.folder["device"])
    try place.trainXOR("run", "--epochs", "1")
    for path in ["pipe.svg", "device"] {
      let kind = path == "device" ? "is a device" : "is a pipe"
      try place.expectMistake(["train", "xor", "--out", path], kind, status: 1)
      try place.expectMistake(["quickstart", "--out", path + "/run", "--json"], kind, status: 1)
      try place.expectMistake(
        ["cross-validate", "xor", "--folds", "2", "--out", path], kind, status: 1)
      try place.expectMistake(["export", "npz", "run", path], kind, status: 1)
      try place.expectMistake(["evaluate", "run", "--plots", path], kind, status: 1)
      try place.expectMistake(["import", "run/model.safetensors", "--out", path], kind, status: 1)
      let log = ["--callback", "CSVLogger:path=\(place.folder[path])", "--out", "logged-\(path)"]
      try place.expectMistake(["train", "xor", "--json"] + log, kind, status: 1)
    }
    try place.expectMistake(["runs", "plot", "run", "--out", "pipe.svg"], "is a pipe", status: 1)
    for path in ["/dev/apus-test", "/dev/./apus-test/run"] {
      try place.expectMistake(["train", "xor", "--out", path], "system's devices", status: 1)
      try place.expectMistake(["export", "onnx", "run", path], "system's devices", status: 1)
    }
    #expect(!FileManager.default.fileExists(atPath: "/dev/apus-test"))
  }
}
