import Testing

/// `apus list`.
@Suite struct ListCommandTests {
  private let place = CommandPlace()

  @Test(arguments: [
    "recipes", "models", "datasets", "layers", "activations", "optimizers", "schedules", "losses",
    "initializers", "callbacks", "metrics", "augmentations", "options",
  ])
  func listsEveryKind(_ kind: String) throws {
    let objects = try place.run("list", kind, "--json").objects
    #expect(objects.count > 1)
    for object in objects {
      #expect(object["kind"] as? String == kind)
      #expect(object["name"] is String && (object["summary"] as? String)?.isEmpty == false)
    }
    let text = try place.run("list", kind)
    #expect(text.status == 0 && text.output.split(separator: "\n").count == objects.count)
  }

  @Test func settingsHaveRangesAndDefaults() throws {
    let listed = try place.run("list", "recipes", "--settings").output
    #expect(listed.contains("double-descent") && listed.contains("repetitions"))
    #expect(listed.contains("learningRate"))
  }

  @Test func mistakes() throws {
    let unknown = try place.run("list", "birds")
    #expect(
      unknown.error == """
        apus: unknown list 'birds'; expected one of recipes, models, datasets, layers, \
        activations, optimizers, schedules, losses, initializers, callbacks, metrics, \
        augmentations, options

        """)
    try place.expectMistake(["list", "layer"], "unknown list 'layer'; did you mean 'layers'?")
    #expect(try place.run("list", "--help").output.contains("augmentations"))
  }
}
