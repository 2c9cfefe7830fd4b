import ApusNN
import Testing

@testable import ApusTraining

@Suite struct SettingTests {
  private static let settings = [
    Setting("rate", .number(0...1, openBelow: true), default: "0.5", "a rate"),
    Setting("units", .integer(1...8), default: "4", "units"),
    Setting("colour", .choice(["rgb", "grey"]), default: "rgb", "channels"),
    Setting("rule", .named("a rule") { ["Adam", "SGD"] }, default: "sgd", "the rule"),
    Setting("target", .text, default: "", "a column"),
  ]

  /// Names in any letter case; one spelling is kept.
  @Test func namesAreKeptAsTheListSpellsThem() throws {
    let values = try SettingValues(
      ["colour": "Grey", "rule": "ADAM:beta1=0.8", "target": "Price"], for: Self.settings)
    #expect(values.text("colour") == "grey" && values.text("rule") == "Adam:beta1=0.8")
    #expect(values.text("target") == "Price" && values.number("rate") == 0.5)
    #expect(values.named("rule") == .object(["name": "Adam", "beta1": 0.8]))
    #expect(values.named("rate") == nil)
    #expect(try SettingValues(for: Self.settings).text("rule") == "SGD")
  }

  @Test(arguments: [
    ("rate", "0", "rate=0: expected a number above 0 to 1"), ("rate", "nan", "expected a number"),
    ("units", "9", "units=9: expected a whole number from 1 to 8"),
    ("colour", "red", "colour=red: expected one of rgb, grey"),
    ("rule", "adm", "rule=adm: expected one of Adam, SGD"),
    ("rule", "adam:beta1=", "rule=Adam:beta1=: \"beta1=\" gives no value"),
    ("unit", "1", "unknown setting 'unit'; did you mean 'units'?"),
  ])
  func mistakes(_ key: String, _ value: String, _ part: String) {
    let error = #expect(throws: RecipeError.self) {
      try SettingValues([key: value], for: Self.settings)
    }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
  }
}
