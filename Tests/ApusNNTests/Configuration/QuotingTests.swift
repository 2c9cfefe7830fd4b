import ApusFiles
import ApusNN
import Testing

@Suite struct QuotingTests {
  @Test(arguments: [
    ("abc", "'abc'"), ("", "''"), ("two\nlines\t", "'two lines '"),
    (String(repeating: "ä", count: 61), "'" + String(repeating: "ä", count: 60) + "…'"),
  ])
  func aTextIsOnOneLineAndNotLong(_ text: String, _ shown: String) {
    #expect(quoted(text) == shown)
  }
}
