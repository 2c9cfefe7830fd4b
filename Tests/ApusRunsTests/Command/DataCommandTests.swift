import Apus
import Testing

/// `apus data`.
@Suite struct DataCommandTests {
  private let place = CommandPlace()

  @Test func listsWhatThereIs() throws {
    let listed = try place.run("data", "--json").objects
    #expect(listed.compactMap { $0["name"] as? String } == NamedDataset.all.map(\.name))
    #expect(try place.run("data", "list").output.contains("strokes"))
  }

  @Test func showsSizeClassesAndBalance() throws {
    let shown = try place.run("data", "show", "xor", "--json").object
    #expect(shown["features"] as? [Int] == [2] && shown["train"] as? Int == 4)
    let classes = try #require(shown["classes"] as? [[String: Any]])
    #expect(classes.map { $0["train"] as? Int } == [2, 2])
    #expect(try place.run("data", "show", "and").output.contains("class"))
    #expect(try place.run("data", "get", "xor").output.contains("nothing to fetch"))
  }

  @Test func mistakes() throws {
    try place.expectMistake(["data", "show", "minst"], "did you mean 'mnist'?")
    try place.expectMistake(["data", "get", "minst"], "did you mean 'mnist'?")
    try place.expectMistake(["data", "show", "mnist", "--data", ""], "--data is empty")
    try place.expectMistake(["data", "show", "mnist", "--data", "nowhere"], "nowhere", status: 1)
  }
}
