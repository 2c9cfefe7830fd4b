import Testing

/// `apus export`.
@Suite struct ExportCommandTests {
  private let place = CommandPlace()

  @Test func sparesItsSource() throws {
    try place.trainXOR("r", "--epochs", "1")
    let before = place.folder.contents("r/model.safetensors")
    for (source, file) in [
      ("r", "r/model.safetensors"), ("r", "./r/../r/config.json"), ("r", "r/checkpoints/x"),
      ("r/model.safetensors", "r/model.safetensors"), ("r/model.safetensors", "r/end.json"),
    ] {
      try place.expectMistake(["export", "npz", source, file], "choose another")
    }
    #expect(place.folder.contents("r/model.safetensors") == before)
    let short = try place.run("export", "npz", "r", "q")
    #expect(short.status == 0 && place.folder.contents("q") != nil, "\(short.error)")
    try place.expectMistake(["export", "gif", "r", "q"], "'onnx'")
    try place.expectMistake(["export", "onnx", "nowhere", "q"], "no such run", status: 1)
  }
}
