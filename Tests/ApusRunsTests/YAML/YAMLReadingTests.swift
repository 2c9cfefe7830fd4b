import ApusData
import ApusFiles
import ApusNN
import ApusTestSupport
import Foundation
import Testing

@testable import ApusRuns

@Suite struct YAMLReadingTests {
  private let place = TemporaryFolder()

  static let sample = """
    # A run.
    recipe: mnist-mlp
    epochs: 10
    seed: 18446744073709551615
    rates: &rates [0.1, 1e-3, .5, +2, -.inf]
    data: "~/digits: *all*"
    text: it has *stars* # and a remark
    quoted: 'yes'
    settings:
      learningRate: 0.001
      nesterov: true
      nothing: ~
    callbacks:
      - name: EarlyStopping
        patience: 3
      - &plateau {name: ReduceLROnPlateau, factor: 0.5}
    again: *rates
    more: {<<: *plateau, factor: 0.25}
    long: |
      one
      two
    """

  private func parse(_ text: String) throws -> YAMLValue {
    try YAMLValue(parsing: text, path: "run.yaml")
  }

  private func message(_ text: String, _ read: (YAMLValue) throws -> Void = { _ in }) -> String {
    do {
      try read(try parse(text))
      return ""
    } catch {
      #expect(error is FileError)
      return "\(error)"
    }
  }

  @Test func readsValues() throws {
    var run = try parse(Self.sample).object()
    #expect(try run["recipe"]?.text() == "mnist-mlp")
    #expect(try run["epochs"]?.integer(in: 1...100) == 10)
    #expect(try run["seed"]?.unsigned() == .max)
    let rates: [ConfigurationValue] = [0.1, 0.001, 0.5, 2, .number(-.infinity)]
    #expect(run["rates"]?.configurationValue == .list(rates))
    #expect(run["again"]?.configurationValue == .list(rates))
    #expect(try run["data"]?.text() == "~/digits: *all*")
    #expect(try run["text"]?.text() == "it has *stars*")
    #expect(run["quoted"]?.configurationValue == "yes")
    #expect(
      run["settings"]?.configurationValue
        == .object(["learningRate": 0.001, "nesterov": true, "nothing": .null]))
    let callbacks = try #require(try run["callbacks"]?.list())
    #expect(callbacks[0].configurationValue == .object(["name": "EarlyStopping", "patience": 3]))
    #expect(callbacks[0].place.description == "run.yaml:14:5")
    #expect(
      run["more"]?.configurationValue == .object(["name": "ReduceLROnPlateau", "factor": 0.25]))
    #expect(try run["long"]?.text() == "one\ntwo")
    #expect(run["nothing"] == nil)
    try run.finish()
  }

  @Test(
    arguments: [
      ("1", .integer(1)), ("-0", .integer(0)), ("0x1F", .integer(31)), ("0o17", .integer(15)),
      ("1.", .number(1)), ("1e5", .number(1e5)), ("99999999999999999999", .number(1e20)),
      ("yes", .text("yes")), ("off", .text("off")), ("1:30", .text("1:30")), ("1_0", .text("1_0")),
      ("2024-01-01", .text("2024-01-01")), ("True", .flag(true)), ("NULL", .null), ("", .null),
      ("'1'", .text("1")), ("\"\"", .text("")), ("0.1.2", .text("0.1.2")), ("e5", .text("e5")),
    ] as [(String, ConfigurationValue)])
  func resolvesPlainTexts(text: String, value: ConfigurationValue) throws {
    var object = try parse("k: \(text)").object()
    #expect(object.entries[0].value.configurationValue == value)
    #expect(object["k"] == nil || value != .null)
  }

  @Test func readsNumbersToTheLastBit() throws {
    for value in [
      0.1, 1 / 3.0, .leastNonzeroMagnitude, 1.7976931348623157e308, 2.2250738585072014e-308,
    ] {
      #expect(try parse("\(value)").number(in: 0 ... .infinity) == value)
    }
  }

  @Test func namesThePlace() {
    let epochs: (YAMLValue) throws -> Void = { value in
      var run = try value.object()
      _ = try run["epochs"]?.integer(in: 1 ... .max)
      _ = try run["rate"]?.number(in: 0...1)
      _ = try run["nesterov"]?.flag()
      _ = try run["optimizer"]?.choice(among: ["adam", "sgd"], "an optimizer")
      _ = try run["folds"]?.list().map { try $0.integer(in: 2...5) }
      if var inner = try run["inner"]?.object() {
        _ = inner["known"]
        try inner.finish()
      }
      try run.finish()
    }
    let cases = [
      (
        "a: 1\nepochs: ten",
        "run.yaml:2:9: epochs: \"ten\" is not a whole number; expected at least 1"
      ),
      ("epochs: 0", "run.yaml:1:9: epochs: 0 is out of range; expected at least 1"),
      ("epochs: 1.5", "run.yaml:1:9: epochs: 1.5 is not a whole number; expected at least 1"),
      ("epochs: [1]", "run.yaml:1:9: epochs: a list is not a whole number; expected at least 1"),
      ("rate: 2", "run.yaml:1:7: rate: 2 is out of range; expected 0 to 1"),
      ("rate: .nan", "run.yaml:1:7: rate: .nan is out of range; expected 0 to 1"),
      (
        "nesterov: yes",
        "run.yaml:1:11: nesterov: \"yes\" is not a yes or no; expected true or false"
      ),
      (
        "optimizer: adan",
        "run.yaml:1:12: optimizer: \"adan\" is not an optimizer; did you mean 'adam'?"
      ),
      ("folds: [3, 9]", "run.yaml:1:12: folds[1]: 9 is out of range; expected 2 to 5"),
      ("epoch: 3", "run.yaml:1:1: unknown key \"epoch\"; did you mean 'epochs'?"),
      ("inner:\n  knwn: 3", "run.yaml:2:3: inner: unknown key \"knwn\"; did you mean 'known'?"),
      (
        "inner: 3",
        "run.yaml:1:8: inner: 3 is not a group of keys; expected lines such as \"key: value\""
      ),
      ("", "run.yaml:1:1: the file holds nothing; expected lines such as \"key: value\""),
      ("# only\n", "run.yaml:1:1: the file holds nothing; expected lines such as \"key: value\""),
    ]
    for (text, wanted) in cases {
      #expect(message(text, epochs) == wanted)
    }
  }

  @Test func refusesWhatIsNotYAML() {
    let cases = [
      (
        "a: 1\n\tb: 2",
        "run.yaml:2:1: a tab stands where YAML takes only spaces; indent with spaces"
      ),
      ("a: 1\na: 2", "run.yaml:1:1: the key \"a\" is given twice"),
      ("a: 1\n'a': 2", "run.yaml:1:1: the key \"a\" is given twice"),
      (
        "a: *b",
        """
        run.yaml:1:4: *b repeats nothing: no &b stands before it; a text that begins with * needs \
        quotation marks
        """
      ),
      (
        "a: &a [*a]",
        """
        run.yaml:1:8: *a repeats nothing: no &a stands before it; a text that begins with * needs \
        quotation marks
        """
      ),
      ("b: &b 1\n*b : 2", "run.yaml:2:1: an alias cannot be a key; write the key"),
      ("? [1, 2]\n: 3", "run.yaml:1:3: a key is a list or an object; expected one word"),
      (
        "a: !!int 3",
        "run.yaml:1:4: a: the tag \"tag:yaml.org,2002:int\" is not known here; leave it away"
      ),
      (
        "a: !python/object {}",
        "run.yaml:1:4: a: the tag \"!python/object\" is not known here; leave it away"
      ),
      ("a: 1\n---\nb: 2", "run.yaml:2:1: a second document begins; keep one of them"),
      ("a: \u{7}", "run.yaml:1:4: the character U+0007 cannot stand in YAML; remove it"),
      (
        "a: \"\\uE000\"",
        "run.yaml: holds the character U+E000, which cannot stand in settings; remove it"
      ),
      ("<<: 3", "run.yaml:1:5: <<: 3 cannot be merged; expected an alias of an object"),
      (
        "a: [1, 2",
        """
        run.yaml:2:1: this is not YAML: did not find expected ',' or ']'; check the indentation \
        and the quotes here
        """
      ),
    ]
    for (text, wanted) in cases {
      let found = message(text)
      #expect(found == wanted)
    }
    #expect(message("a: b: c").hasPrefix("run.yaml:1:5: this is not YAML: mapping values"))
    #expect(throws: FileError.self) { try YAMLValue(contentsOf: "/there/is/none.yaml") }
  }

  @Test func refusesOtherEncodings() throws {
    for (bytes, wanted) in [
      ([0x61, 0x3A, 0x20, 0xFF] as [UInt8], ":1:4: this is not UTF-8"),
      ([0xFF, 0xFE, 0x61, 0x00], "is UTF-16"), ([0x61, 0x0A, 0xC3], ":2:1: this is not UTF-8"),
    ] {
      let path = try place.write(bytes, to: "run.yaml")
      let error = #expect(throws: FileError.self) { try YAMLValue(contentsOf: path) }
      #expect(error?.description.contains(wanted) == true, "\(error?.description ?? "")")
    }
    // A byte order mark is none of the text.
    var lines = try parse("\u{FEFF}a: 1\nb:\n  c: 2\n").object()
    #expect(try lines["a"]?.integer(in: 0...9) == 1 && lines["b"]?.place.line == 3)
    #expect(throws: FileError.self) { try parse("a: 1\n\u{FEFF}b: 2\n") }
    #expect(throws: FileError.self) { try parse("\u{FEFF}\u{FEFF}a: 1") }
    var object = try parse("\u{FEFF}a: ż").object()
    #expect(try object["a"]?.text() == "ż")
  }

  @Test func boundsWhatItReads() throws {
    var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    for (name, next) in zip("abcdefgh", "bcdefghi") {
      bomb += "\(next): &\(next) [*\(name),*\(name),*\(name),*\(name),*\(name),*\(name),*\(name)]\n"
    }
    #expect(message(bomb).contains("holds more than 10000 values"))
    // As keys, aliases would be hashed before anyone could count them.
    #expect(message(bomb + "? [*i]\n: 1").contains("10000 values"))
    #expect(message(bomb + "? {{*i}: *i}\n: 1").contains("10000 values"))
    #expect(
      message(String(repeating: "[", count: 40) + String(repeating: "]", count: 40))
        .contains("nests deeper than 32 levels"))
    #expect(message(String(repeating: "[", count: 5000)).contains("32 levels"))
    #expect(
      message("a: [" + String(repeating: "x,", count: 20_000) + "x]").contains("10000 values"))
    #expect(message(String(repeating: ",", count: 50_000)).contains("10000 values"))
    #expect(message("a: " + String(repeating: "x", count: 1 << 20)).contains("at most 1 MiB"))
  }

  @Test func survivesDamage() throws {
    let damage = Damage(seed: 42)
    for _ in 0..<10_000 {
      let bytes = damage.changed(Array(Self.sample.utf8))
      let path = try place.write(bytes, to: "run.yaml")
      let value: YAMLValue
      do {
        value = try YAMLValue(contentsOf: path)
      } catch let error as FileError {
        #expect(!error.description.contains("\n"))
        continue
      }
      // Every function on every kind of value.
      if var object = try? value.object() {
        for key in ["recipe", "epochs", "seed", "rates", "settings", "callbacks"] {
          guard let entry = object[key] else { continue }
          _ = try? entry.integer(in: 1...10)
          _ = try? entry.number(in: 0...1)
          _ = try? entry.unsigned()
          _ = try? entry.text()
          _ = try? entry.list()
        }
        try? object.finish()
      }
      #expect(value.textBytes <= 10 * bytes.count)
    }
  }
}

extension YAMLValue {
  /// The bytes of all texts that it holds.
  fileprivate var textBytes: Int {
    switch content {
    case .list(let values): values.reduce(0) { $0 + $1.textBytes }
    case .object(let entries): entries.reduce(0) { $0 + $1.key.utf8.count + $1.value.textBytes }
    default: written.utf8.count
    }
  }
}
