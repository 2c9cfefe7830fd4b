import Apus
import ApusTestSupport
import Testing

/// The tables of the documentation that follow from what the program knows. `Scripts/tables` writes
/// them anew.
@Suite struct GeneratedTablesTests {
  static let tables = [
    GeneratedTable(
      page: "docs/COMMAND.md", name: "options",
      rows: [["option", "key in files", "what it does"]]
        + RunOption.all.map { option in
          [option.argument.map { "`\($0.name)`" } ?? "", "`\(option.key)`", option.help]
        }),
    GeneratedTable(
      page: "docs/LEARNING.md", name: "recipes",
      rows: [["command", "epochs", "measure", "value", "±", "seconds"]]
        + Recipe.library.flatMap { recipe in
          recipe.expectations.map { expected in
            [
              "`\(expected.command(recipe))`", "\(expected.epochs ?? recipe.epochs)",
              expected.metric, text(expected.value), text(expected.tolerance),
              text(expected.seconds),
            ]
          }
        }),
  ]

  /// A number as tables have it.
  private static func text(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }

  @Test(arguments: tables)
  func thePageHasTheTable(_ table: GeneratedTable) throws { try table.expectInPage() }
}
