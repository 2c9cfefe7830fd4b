import Foundation
import Testing

/// `apus summary`.
@Suite struct SummaryCommandTests {
  private let place = CommandPlace()

  @Test func countsParametersOfRecipesAndRuns() throws {
    let object = try place.run("summary", "lenet5", "--json").object
    #expect(object["total"] as? Int == 62_006)
    let layers = try #require(object["layers"] as? [[String: Any]])
    #expect(layers.reduce(0) { $0 + ($1["parameters"] as? Int ?? 0) } == 62_006)
    try place.trainXOR("run", "--epochs", "1")
    #expect(try place.run("summary", "run", "--json").object["total"] as? Int == 42)
    #expect(try place.run("summary", "run").output.contains("Total parameters: 42"))
    let wider = try place.run("summary", "xor", "--set", "hidden=3", "--json").object
    #expect(wider["total"] as? Int == 2 * 3 + 3 + 3 * 2 + 2)
    try place.expectMistake(["summary", "run", "--set", "hidden=3"], "--set is for recipes")
  }

  @Test func showsReceptiveFields() throws {
    let object = try place.run("summary", "lenet5", "--receptive-field", "--json").object
    let fields = try #require(object["receptive_fields"] as? [[String: Any]])
    #expect(fields.map { $0["size"] as? [Int] } == [5, 6, 14, 16, 32].map { [$0, $0] })
    #expect(fields.map { $0["stride"] as? [Int] } == [1, 2, 2, 4, 4].map { [$0, $0] })
  }

  @Test func drawsADiagram() throws {
    #expect(try place.run("summary", "lenet5", "--diagram", "diagram.svg").status == 0)
    let picture = String(decoding: place.folder.contents("diagram.svg") ?? Data(), as: UTF8.self)
    #expect(picture.contains(">lenet5: "))
  }

  @Test(arguments: [
    (["summary", "vgg99"], "vgg99"), (["summary", "lenet5", "--input", "3x3x3"], "Conv2D"),
    (["summary", "lenet5", "--input", "axb"], "--input axb"),
    (["summary", "mnist-mlp", "--receptive-field"], "--receptive-field"),
    (["summary", "xor", "--diagram", "a.gif"], "must end in .svg or .png"),
    (["summary", "xor", "--set", "hidden"], "key=value"),
  ])
  func mistakes(_ arguments: [String], _ part: String) throws {
    try place.expectMistake(arguments, part)
  }
}
