import ApusNN
import Foundation
import Testing

@testable import ApusRuns

@Suite struct YAMLWriterTests {
  @Test func writesWhatPeopleWrite() {
    var file = YAMLWriter()
    file.comment("A run.\n\nOf today.")
    file.entry("recipe", "mnist-mlp")
    file.entry("epochs", 10, remark: "in all")
    file.space()
    file.entry("settings", .object(["rate": 1e-5, "name": "adam", "nesterov": true]))
    file.entry("callbacks", [.object(["name": "EarlyStopping", "patience": 3]), "NaN"])
    file.entry("metrics", ["accuracy", .number(.infinity)])
    file.entry("empty", .object([:]))
    file.entry("data", "a: b", isComment: true)
    #expect(
      file.text == """
        # A run.
        #
        # Of today.
        recipe: mnist-mlp
        epochs: 10  # in all

        settings:
          name: adam
          nesterov: true
          rate: 1.0e-05
        callbacks:
          - name: EarlyStopping
            patience: 3
          - NaN
        metrics: [accuracy, .inf]
        empty: {}
        # data: "a: b"

        """)
  }

  @Test func isReadBackTheSame() throws {
    let texts = [
      "", " ", "a", "a b", " a", "a ", "yes", "Null", "~", "1", "1e3", ".5", "-", "- a", "a: b",
      "a #b",
      "#", "*a", "&a", "!a", "|", ">", "'", "\"", "\\", "a\nb", "\t", "{", "[", "@", "%", "`", "?",
      ":",
      "<<", "=", "\u{0}", "\u{85}", "a\u{FEFF}", "ż", "日本", "😀", "0x10", "1:30", "a,b",
      "2024-01-01", "/tmp/x y/z", "C:\\x", "n", "---", "true", ".inf",
    ]
    var values: [ConfigurationValue] = texts.map { .text($0) }
    values += [
      .null, true, false, 0, -7, .integer(.max), 0.1, 1e-300, 5e22, -0.0, .number(.infinity),
    ]
    values += [
      .list(values),
      .object(["k": .list(values), "l": [.object(["name": "x", "v": .list(values)])]]),
      [], .object([:]), [[1, 2], [.object(["a": 1])]],
    ]
    for value in values {
      var file = YAMLWriter()
      file.entry("the key", value)
      var back = try YAMLValue(parsing: file.text, path: "test.yaml").object()
      #expect(back.entries.count == 1)
      #expect(back.entries[0].value.configurationValue == value, "\(file.text)")
      _ = back["the key"]
      try back.finish()
    }
  }
}
