import Apus
import ApusTestSupport
import Foundation
import Testing

/// The tables of the documentation that follow from what the program knows. `Scripts/tables` writes
/// them anew.
@Suite struct GeneratedTablesTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A page, the name of a table in it, its headings and rows.
  struct Table: Sendable, CustomTestStringConvertible {
    let page: String
    let name: String
    let rows: [[String]]

    var testDescription: String { "\(page): \(name)" }

    /// As Markdown writes it.
    var text: String {
      let lines = rows.map { "| " + $0.joined(separator: " | ") + " |" }
      let rule = "|" + String(repeating: "---|", count: rows[0].count)
      return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n")
    }

    /// The lines around it.
    var marks: (begin: String, end: String) { ("<!-- table: \(name) -->", "<!-- end -->") }
  }

  static let tables = [
    Table(
      page: "docs/COMMAND.md", name: "options",
      rows: [["option", "key in files", "what it does"]]
        + RunOption.all.map { option in
          [option.argument.map { "`\($0.name)`" } ?? "", "`\(option.key)`", option.help]
        }),
    Table(
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
  func thePageHasTheTable(_ table: Table) throws {
    let url = Self.root.appending(path: table.page)
    let text = try String(contentsOf: url, encoding: .utf8)
    let begin = try #require(text.range(of: table.marks.begin + "\n"))
    let end = try #require(
      text.range(of: "\n" + table.marks.end, range: begin.upperBound..<text.endIndex))
    if ProcessInfo.processInfo.environment["APUS_WRITE_TABLES"] != nil {
      let changed = text.replacingCharacters(
        in: begin.upperBound..<end.lowerBound, with: table.text)
      try changed.write(to: url, atomically: true, encoding: .utf8)
      return
    }
    #expect(
      text[begin.upperBound..<end.lowerBound] == table.text,
      "\(table.page) is not up to date: run Scripts/tables")
  }
}
