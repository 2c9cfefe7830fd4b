import Apus
import ApusTestSupport
import Foundation
import Testing

/// What `apus predict` reads and writes: lists, folders, arrays, files of answers; and recipes of
/// one's own.
@Suite struct PredictionInputsTests {
  private let place = CommandPlace()

  private func shell(_ line: String) throws -> CommandOutcome {
    try place.start(
      ["-c", line.replacing("apus", with: "\"\(CommandPlace.binary)\"")], program: "/bin/sh"
    ).outcome()
  }

  @Test func aListOfInputsComesFromStandardInput() throws {
    try place.trainXOR("run", "--epochs", "1")
    let listed = try shell("printf '0,1\\n\\n -1,0.5 \\n' | apus predict run - --json").objects
    #expect(listed.map { $0["input"] as? String } == ["0,1", "-1,0.5"])
    let none = try shell("apus predict run - < /dev/null")
    #expect(none.status == 2 && none.error.contains("names no inputs"))
    let twice = try shell("echo 0,1 | apus predict run - -")
    #expect(twice.status == 2 && twice.error.contains("only once"))
  }

  @Test func arraysAreManyExamples() throws {
    try place.trainXOR("run", "--epochs", "1")
    try NumPyFile(Tensor([0, 0, 0, 1, 1, 0], shape: [3, 2])).write(to: place.folder["x.npy"])
    try NumPyFile(Tensor([Float(0), 1])).write(to: place.folder["one.npy"])
    try NumPyFile(Tensor.zeros([2, 3])).write(to: place.folder["wide.npy"])
    let rows = try place.run("predict", "run", "x.npy", "0,1", "one.npy", "--json").objects
    #expect(
      rows.map { $0["input"] as? String } == ["x.npy:1", "x.npy:2", "x.npy:3", "0,1", "one.npy:1"])
    func top(_ row: [String: Any]) -> Double? {
      (row["top"] as? [[String: Any]])?.first?["probability"] as? Double
    }
    // The same example gives the same, however it comes, and however many are taken at once.
    #expect(top(rows[1]) == top(rows[3]) && top(rows[3]) == top(rows[4]))
    let one = try place.run("predict", "run", "x.npy", "--json", "--batch-size", "1").objects
    #expect(one.map(top) == rows.prefix(3).map(top))
    try place.expectMistake(["predict", "run", "wide.npy"], "has the shape [2, 3]", status: 1)
    try place.expectMistake(["predict", "run", "x.npy", "--batch-size", "0"], "--batch-size 0")
  }

  @Test func foldersAreTheirImages() throws {
    try place.run("train", "quickstart", "--epochs", "1", "--out", "run", "--set", "dropout=0")
    try FileManager.default.createDirectory(
      atPath: place.folder["photos/more"], withIntermediateDirectories: true)
    let image = Image(width: 28, height: 28, channels: 1, pixels: .init(repeating: 9, count: 784))
    for name in ["photos/b.png", "photos/a.png", "photos/more/c.png"] {
      try ImageFile.write(image, to: place.folder[name])
    }
    _ = try place.folder.write("no picture", to: "photos/note.txt")
    let answers = try place.run("predict", "run", "photos", "--json", "--top", "1").objects
    #expect(
      answers.map { $0["input"] as? String } == [
        "photos/a.png", "photos/b.png", "photos/more/c.png",
      ])
    try FileManager.default.createDirectory(
      atPath: place.folder["empty"], withIntermediateDirectories: true)
    try place.expectMistake(["predict", "run", "empty"], "holds no images", status: 1)
  }

  @Test func recipesOfOnesOwnPredictInTheirCommand() throws {
    let learners = (CommandPlace.binary as NSString).deletingLastPathComponent + "/learners"
    try #require(FileManager.default.isExecutableFile(atPath: learners))
    func run(_ arguments: String...) throws -> CommandOutcome {
      try place.start(arguments, program: learners).outcome()
    }
    let trained = try run(
      "train", "pair", "--epochs", "1", "--set", "hidden=4", "--out", "run", "--json")
    #expect(trained.status == 0, "\(trained.error)")
    try NumPyFile(Tensor.zeros([5, 8])).write(to: place.folder["noise.npy"])
    let made = try run("predict", "run", "noise.npy", "--out", "made.png")
    #expect(made.status == 0, "\(made.error)")
    #expect(try ImageFile.read(place.folder["made.png"]).shape == [58, 88, 1])
    for (input, part) in [("0,x,1", "numbers separated by commas"), ("0,0,0", "[1, 3]")] {
      let wrong = try run("predict", "run", input)
      #expect(wrong.status != 0 && wrong.error.contains(part), "\(wrong.error)")
      #expect(wrong.error.split(separator: "\n").count == 1, "\(wrong.error)")
    }
    let answer = try run("predict", "run", "0,0,0,0,0,0,0,0", "--json").object
    #expect((answer["output"] as? [Double])?.count == 784)
    try place.expectMistake(
      ["predict", "run", "0,1"], "pair, a recipe that this command does not have", status: 1)
    try place.expectMistake(
      ["train", "--resume", "run"], "pair, a recipe that this command does not have", status: 1)
  }

  @Test func judgingTakesNetworksThatAreNoResultsFromTheCheckpoint() throws {
    let learners = (CommandPlace.binary as NSString).deletingLastPathComponent + "/learners"
    func run(_ arguments: String...) throws -> CommandOutcome {
      try place.start(arguments, program: learners).outcome()
    }
    let trained = try run(
      "train", "pair", "--epochs", "1", "--set", "hidden=4", "--out", "run", "--json")
    let epoch = try #require(trained.objects.first { $0["event"] as? String == "epoch" })
    let judged = try run("evaluate", "run", "--json")
    let distance = try #require(judged.object["distance"] as? Double, "\(judged.error)")
    // Other noise is drawn; an untrained critic would see no distance at all.
    let wanted = try #require(epoch["val_distance"] as? Double)
    #expect(abs(distance - wanted) < 0.05 * abs(wanted) && abs(wanted) > 0.2)
    let alone = try run("evaluate", "run/model.safetensors", "--dataset", "strokes")
    #expect(alone.status != 0)
  }
}
