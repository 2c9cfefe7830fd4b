import Apus
import ApusRuns
import Foundation
import Testing

@testable import ApusCommand

/// What `apus tune` prints about a search.
@Suite(.serialized) struct TuningReportTests {
  private let place = CommandPlace()

  private func search(_ options: String...) throws -> CommandOutcome {
    try place.folder.write("learningRate: [0.1, 0.5]\n", to: "search.yaml")
    return try place.run(
      [
        "tune", "xor", "--search", "search.yaml", "--strategy", "grid", "--epochs", "5",
        "--objective", "val_loss",
      ] + options)
  }

  @Test func tellsOfTrialsAndTheBest() throws {
    let outcome = try search("--out", "all")
    #expect(outcome.status == 0 && outcome.error.isEmpty, "\(outcome.error)")
    let lines = outcome.output.split(separator: "\n").map(String.init)
    // As many as the grid has points.
    #expect(lines[0] == "xor: 2 trials of 5 epochs, grid, in all")
    #expect(lines[1].wholeMatch(of: /defaults  val_loss \d\.\d{4}/) != nil, "\(lines[1])")
    for (number, rate) in [(1, "0.1"), (2, "0.5")] {
      let line = lines[number + 1]
      #expect(
        line.hasPrefix("trial \(number)/2 ") && line.hasSuffix("learningRate=\(rate)"), "\(line)")
    }
    let text = outcome.output
    #expect(text.contains("2 trials: 2 done, 0 pruned, 0 failed"))
    #expect(text.contains("to repeat it: apus train xor --set learningRate="))
  }

  @Test func jsonHasTheSame() throws {
    let events = try search("--out", "all", "--json").objects
    #expect(events.map { $0["event"] as? String } == ["trial", "trial", "done"])
    let values = events.dropLast().compactMap { $0["value"] as? Double }
    let done = try #require(events.last)
    #expect(values.count == 2 && done["value"] as? Double == values.min())
    #expect(done["trials"] as? Int == 2 && done["defaults"] is Double)
    #expect((done["command"] as? String)?.hasPrefix("apus train xor --set learningRate=") == true)
  }

  @Test func partOfTheExamplesIsNotToBeRepeated() throws {
    #expect(
      try search("--out", "some", "--hold-out", "0.5").output.contains(
        "to train so on all examples: apus train xor"))
  }

  @Test func headingsAndInterruptionsNameTheSearch() throws {
    try place.folder.write("learningRate: [0.1, 0.5]\n", to: "search.yaml")
    let path = place.folder["a search"]
    let tuning = try Tuning(
      TuningSetup(recipe: "xor"),
      SearchFile(contentsOf: place.folder["search.yaml"], for: .xor).space,
      StrategyConfiguration(name: "random", trials: 7, resource: 1), out: path)
    let report = TuningReport(tuning, isJSON: false)
    #expect(report.heading(of: nil) == "defaults")
    let text = report.interruption
    #expect(text.hasPrefix("interrupted after 0 of 7 trials; go on with: apus tune "))
    #expect(text.hasSuffix(" --resume '\(path)'"))
  }
}
