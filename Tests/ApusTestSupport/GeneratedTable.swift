import Foundation
import Testing

/// A table in the documentation that is generated from the program: a name, headings and rows. `Scripts/tables` writes them anew.
public struct GeneratedTable: Sendable, CustomTestStringConvertible {
  private let page: String
  private let name: String
  private let rows: [[String]]

  /// A table of these rows, the headings first.
  public init(page: String, name: String, rows: [[String]]) {
    self.page = page
    self.name = name
    self.rows = rows
  }

  /// The page and the table's name.
  public var testDescription: String { "\(page): \(name)" }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// As Markdown writes it.
  private var text: String {
    let lines = rows.map { "| " + $0.joined(separator: " | ") + " |" }
    let rule = "|" + String(repeating: "---|", count: rows[0].count)
    return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n")
  }

  /// Expects the table in its page, between its marks; where `APUS_WRITE_TABLES` is set, writes it.
  public func expectInPage() throws {
    let url = Self.root.appending(path: page)
    let text = try String(contentsOf: url, encoding: .utf8)
    let begin = try #require(text.range(of: "<!-- table: \(name) -->\n"))
    let end = try #require(
      text.range(of: "\n<!-- end -->", range: begin.upperBound..<text.endIndex))
    if ProcessInfo.processInfo.environment["APUS_WRITE_TABLES"] != nil {
      let changed = text.replacingCharacters(
        in: begin.upperBound..<end.lowerBound, with: self.text)
      try changed.write(to: url, atomically: true, encoding: .utf8)
      return
    }
    #expect(
      text[begin.upperBound..<end.lowerBound] == self.text,
      "\(page) is not up to date: run Scripts/tables")
  }
}
