import Testing

@testable import ApusCommand

/// `--metrics`.
@Suite struct MetricsOptionTests {
  @Test func aCommaEndsANameUnlessASettingFollows() throws {
    #expect(
      namesWithSettings("f1,topK:k=5,average=macro,auc")
        == ["f1", "topK:k=5,average=macro", "auc"])
    #expect(namesWithSettings("topK,k=5") == ["topK:k=5"])
    #expect(namesWithSettings("") == [""])
    #expect(try MetricsOption.parse(["--metrics", "f1,auc"]).names == ["f1", "auc"])
    #expect(try MetricsOption.parse([]).names == nil)
  }
}
