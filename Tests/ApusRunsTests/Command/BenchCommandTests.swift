import Testing

/// `apus bench`.
@Suite struct BenchCommandTests {
  private let place = CommandPlace()

  @Test func timesAWorkload() throws {
    let object = try place.run("bench", "xor", "--threads", "1", "--json").object
    #expect(object["framework"] as? String == "apus" && object["workload"] as? String == "xor")
    #expect(object["threads"] as? Int == 1)
    #expect(object["ms_per_step"] as? Double ?? 0 > 0 && object["items_per_s"] as? Double ?? 0 > 0)
  }

  @Test(arguments: [
    (["bench", "vgg"], "vgg"), (["bench", "xro"], "did you mean 'xor'?"),
    (["bench", "xor", "--threads", "100000"], "--threads 100000"),
    (["bench", "xor", "--threads", "0"], "--threads 0"),
  ])
  func mistakes(_ arguments: [String], _ part: String) throws {
    try place.expectMistake(arguments, part)
  }
}
