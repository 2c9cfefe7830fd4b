import Apus
import Foundation
import Testing

/// How `apus predict` gives its answers: as lines, JSON, tables, arrays and pictures.
@Suite struct PredictionsTests {
  private let place = CommandPlace()

  @Test func answersGoIntoFiles() throws {
    try place.trainXOR("run", "--epochs", "1")
    let outcome = try place.run("predict", "run", "0,1", "1,1", "--out", "answers.csv")
    #expect(outcome.status == 0 && outcome.output.contains("2 answers"))
    let lines = try String(contentsOfFile: place.folder["answers.csv"], encoding: .utf8)
      .split(separator: "\n")
    #expect(lines.count == 3 && lines[0].hasPrefix("input,prediction,probability of "))
    #expect(lines[1].hasPrefix("\"0,1\","))
    #expect(try place.run("predict", "run", "0,1", "1,1", "--out", "a.npy").status == 0)
    let array = try NumPyFile(contentsOf: place.folder["a.npy"]).tensor
    #expect(array.shape == [2, 2] && abs(array.sum().item - 2) < 1e-5)
    try place.expectMistake(["predict", "run", "0,1", "--out", "a.txt"], ".csv, .npy or .png")
    try place.expectMistake(["predict", "run", "0,1", "--out", "a.png"], "are not images")
  }

  @Test func fieldsOfTablesAreQuotedWhereTheyMustBe() throws {
    let network = Sequential([Dense(2, name: "d")])
    network.build([2])
    try KerasFile.write(network, inputShape: [2], to: place.folder["two.keras"])
    let outcome = try place.run(
      "predict", "two.keras", "0,1", "--classes", #"plain,say "hi""#, "--out", "a.csv", "--meaning",
      "scores")
    #expect(outcome.status == 0, "\(outcome.error)")
    let lines = try String(contentsOfFile: place.folder["a.csv"], encoding: .utf8)
      .split(separator: "\n")
    #expect(
      lines[0] == #"input,prediction,probability of plain,"probability of say ""hi""""#,
      "\(lines[0])")
    #expect(lines.count == 2 && lines[1].hasPrefix(#""0,1","#))
  }

  @Test func wholeAnswersAreJSONWithoutALineOfText() throws {
    try place.trainXOR("run", "--epochs", "1")
    let said = try place.run("predict", "run", "0,1", "1,1", "--out", "a.csv", "--json")
    #expect(said.status == 0 && said.output.isEmpty, "\(said.output)")
    let lines = try place.run("predict", "run", "0,1", "1,1", "--json").objects
    #expect(lines.count == 2 && lines.allSatisfy { $0["top"] != nil })
  }
}
