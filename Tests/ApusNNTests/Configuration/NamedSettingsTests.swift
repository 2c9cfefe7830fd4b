import Testing

@testable import ApusNN

/// Names with settings as a command line writes them.
@Suite struct NamedSettingsTests {
  @Test(
    arguments: [
      ("Adam", ["name": "Adam"]), (" Adam ", ["name": "Adam"]),
      ("adam:beta1=0.8, epsilon=1e-8", ["name": "adam", "beta1": 0.8, "epsilon": 1e-8]),
      (
        "x:a=1,b=true,c=~,d=some text",
        ["name": "x", "a": 1, "b": true, "c": .null, "d": "some text"]
      ),
      ("x:a=[1, 2.5, three]", ["name": "x", "a": [1, 2.5, "three"]]),
      ("x:a=[],b={}", ["name": "x", "a": [], "b": .object([:])]),
      ("x:a=[[1,2],[3]],b=4", ["name": "x", "a": [[1, 2], [3]], "b": 4]),
      (
        "x:first={name: Warmup, steps: 100},second=y",
        ["name": "x", "first": .object(["name": "Warmup", "steps": 100]), "second": "y"]
      ),
      (
        #"x:a="1, 2",b='it''s',c="\"\u00e9\n""#,
        ["name": "x", "a": "1, 2", "b": "it's", "c": "\"é\n"]
      ),
      ("x:path=/a:b=c", ["name": "x", "path": "/a:b=c"]),
    ] as [(String, [String: ConfigurationValue])])
  func readsWhatIsWritten(_ text: String, _ settings: [String: ConfigurationValue]) throws {
    let value = try ConfigurationValue(specification: text)
    #expect(value == .object(settings))
    // What is written of it is read back the same.
    let written = try #require(value.specification)
    #expect(try ConfigurationValue(specification: written) == value, "\(written)")
  }

  @Test(arguments: [
    ("", "a name is missing"), (":a=1", "a name is missing"), ("x:a", "is not key=value"),
    ("x:=1", "is not key=value"), ("x:a=", #""a=" gives no value; expected a=VALUE, or a="""#),
    ("x:a=1,a=2", "is given twice"), ("x:a=[1", "close brackets and quotes"),
    ("x:a=\"b", "close brackets and quotes"), ("x:a=[1]2", "close brackets and quotes"),
    ("x:a={b}", "close brackets and quotes"), ("x:a=[,]", "close brackets and quotes"),
    ("x:a={b: 1, b: 2}", "close brackets and quotes"), ("x:a=\"\\q\"", "close brackets and quotes"),
    ("x:a=" + String(repeating: "[", count: 10_000), "close brackets and quotes"),
  ])
  func mistakesSayWhatIsExpected(_ text: String, _ part: String) {
    let error = #expect(throws: ConfigurationError.self) {
      try ConfigurationValue(specification: text)
    }
    let message = error?.description ?? ""
    #expect(message.contains(part) && message.count < 300, "\(message)")
  }

  @Test func valuesAreWrittenOnOneLine() {
    let value: ConfigurationValue = .object([
      "a": [1, 2.5, .number(.infinity)], "b": "yes", "c": .null, "d": 1e-5, "e f": "a\nb",
    ])
    #expect(value.inline == #"{a: [1, 2.5, .inf], b: "yes", c: null, d: 1.0e-05, e f: "a\nb"}"#)
    #expect(ConfigurationValue.list([]).specification == nil)
  }
}
