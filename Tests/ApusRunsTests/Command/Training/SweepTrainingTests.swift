import Foundation
import Testing

/// `apus train` of sweeps.
@Suite struct SweepTrainingTests {
  private let place = CommandPlace()
  private let small = ["--set", "sizes=3", "--set", "datasets=5"]

  @Test func sweepsRunAsRecipesDo() throws {
    let made = try place.run(["train", "bias-variance", "--out", "sweep", "--json"] + small)
    #expect(made.status == 0, "\(made.error)")
    let events = try made.objects
    #expect(events.map { $0["event"] as? String } == ["row", "row", "row", "done"])
    #expect(events[2]["row"] as? Int == 3 && events[2]["size"] as? Int == 2)
    let table = String(decoding: place.folder.contents("sweep/table.csv") ?? Data(), as: UTF8.self)
    #expect(table.hasPrefix("size,error,bias2,variance,noise,bias2_exact,variance_exact\n0,"))
    #expect(try place.run("runs", "show", "sweep").output.contains("3 of 3"))
    try place.expectMistake(["train", "bias-variance", "--out", "sweep"], "sweep", status: 1)
  }

  @Test func aSweepGoesOnWithoutItsName() throws {
    try place.run(["train", "bias-variance", "--out", "sweep"] + small)
    let table = place.folder.contents("sweep/table.csv")
    // As it is after a kill in the second row.
    let rows = String(
      decoding: place.folder.contents("sweep/metrics.jsonl") ?? Data(), as: UTF8.self)
    let first = try #require(rows.split(separator: "\n").first)
    try place.folder.write(first + "\n", to: "sweep/metrics.jsonl")
    let rest = try place.run("train", "--resume", "sweep", "--json")
    #expect(rest.status == 0, "\(rest.error)")
    #expect(try rest.objects.compactMap { $0["row"] as? Int } == [2, 3])
    #expect(table != nil && place.folder.contents("sweep/table.csv") == table)
    let named = try place.run("train", "bias-variance", "--resume", "sweep")
    #expect(named.output.contains("done"), "\(named.error)")
    try place.expectMistake(
      ["train", "linear-regions", "--resume", "sweep"], "is a run of bias-variance, not of")
    try place.expectMistake(["train", "xor", "--resume", "sweep"], "is a run of bias-variance")
    try place.expectMistake(["train", "--resume", "sweep", "--set", "sizes=2"], "keeps what")
  }

  @Test(arguments: [
    (["bias-variance", "--epochs", "3"], "--epochs is for recipes"),
    (["bias-varance"], "did you mean 'bias-variance'?"),
    (["bias-variance", "--set", "size=3"], "did you mean 'sizes'?"),
    (["bias-variance", "--data", "here"], "--data is for recipes"),
    (
      ["double-descent", "--set", "examples=16777216", "--set", "largest=1e6"],
      "GiB of memory at a time"
    ),
    (["double-descent", "--print-config"], "--print-config is for recipes"),
  ])
  func mistakes(_ arguments: [String], _ part: String) throws {
    try place.expectMistake(["train"] + arguments, part)
  }
}
