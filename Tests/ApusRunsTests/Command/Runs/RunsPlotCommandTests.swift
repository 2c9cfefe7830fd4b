import Foundation
import Testing

/// `apus runs plot`.
@Suite struct RunsPlotCommandTests {
  private let place = CommandPlace()

  @Test func drawsCurvesOfSeveralRuns() throws {
    try place.trainXOR("slow", "--epochs", "2")
    try place.trainXOR("quick", "--epochs", "3")
    let plot = ["runs", "plot", "slow", "quick", "--out"]
    let drawn = try place.run(plot + ["curves.svg", "--json"]).object
    #expect(drawn["plot"] as? String == "curves.svg" && drawn["metric"] as? String == "val_loss")
    let picture = String(decoding: place.folder.contents("curves.svg") ?? Data(), as: UTF8.self)
    #expect(picture.contains(">slow<") && picture.contains(">quick<"))
    try place.expectMistake(["runs", "plot", "slow"], "--out")
    #expect(try place.run(plot + ["curves.png"]).status == 0)
    #expect(place.folder.contents("curves.png")?.starts(with: [0x89, 0x50, 0x4E, 0x47]) == true)
    try place.expectMistake(plot + ["x.pdf"], ".svg")
    try place.expectMistake(plot + ["x.svg", "--metric", "f1"], "no epoch with f1", status: 1)
    try place.expectMistake(plot + ["/nowhere/x.svg"], "/nowhere", status: 1)
  }
}
