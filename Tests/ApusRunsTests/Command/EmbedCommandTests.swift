import Foundation
import Testing

/// `apus embed`.
@Suite struct EmbedCommandTests {
  private let place = CommandPlace()

  @Test func drawsAMapOfFeatures() throws {
    try place.trainXOR("run", "--epochs", "2")
    let map = try place.run("embed", "run", "--out", "map.svg", "--json").object
    #expect(map["method"] as? String == "tsne" && map["examples"] as? Int == 4)
    #expect(map["divergence"] is Double && map["out"] as? String == "map.svg")
    #expect(place.folder.contents("map.svg")?.starts(with: Data("<svg".utf8)) == true)
    let plane = try place.run(
      "embed", "run", "--method", "pca", "--theme", "dark", "--out", "plane.png")
    #expect(plane.status == 0 && plane.output.contains("trustworthiness"), "\(plane.error)")
    #expect(place.folder.contents("plane.png") != nil)
    try place.expectMistake(["embed", "run", "--out", "a.svg", "--dataset", "xro"], "'xor'")
    try place.expectMistake(
      ["embed", "run", "--out", "a.svg", "--dataset", "strokes"], "the model takes examples")
    try place.expectMistake(["embed", "run", "--out", "a.svg", "--theme", "drak"], "'dark'")
    // Four examples have three neighbours, of which t-SNE takes a third.
    let most = try place.run("embed", "run", "--out", "a.svg", "--perplexity", "1")
    #expect(most.status == 0, "\(most.error)")
    for text in ["1.01", "1e308"] {
      try place.expectMistake(
        ["embed", "run", "--out", "a.svg", "--perplexity", text], "expected at most 1, a third of")
    }
  }

  @Test(arguments: [
    (["--out", "map"], "must end in .svg or .png", Int32(2)), ([], "--out", 2),
    (["--out", "nowhere/map.svg"], "there is no folder nowhere", 1),
    (["--out", "map.svg", "--examples", "3"], "--examples 3", 2),
    (["--out", "map.svg", "--perplexity", "0"], "--perplexity 0", 2),
    (["--out", "map.svg", "--perplexity", "inf"], "--perplexity inf", 2),
    (["--out", "map.svg", "--perplexity", "2", "--method", "pca"], "--method tsne alone", 2),
    (["--out", "map.svg", "--method", "umap"], "umap", 2),
    (["--out", "map.svg"], "no such run", 1),
  ])
  func mistakes(_ arguments: [String], _ part: String, _ status: Int32) throws {
    try place.expectMistake(["embed", "nothing"] + arguments, part, status: status)
  }
}
