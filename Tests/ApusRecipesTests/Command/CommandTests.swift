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
    try place.expectMistake(arguments, "expected a whole number from 1 to")
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

  /// A limit on the size of files stands in for a full disk: writes fail, and what was saved before stays whole.
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
}
