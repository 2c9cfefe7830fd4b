import ApusTestSupport
import Testing

@testable import ApusData

@Suite struct TableDescriptionTests {
  private let place = TemporaryFolder()

  private func table(_ text: String, _ name: String = "people.csv") throws -> Table {
    try text.write(toFile: place[name], atomically: true, encoding: .utf8)
    return try Table(path: place[name])
  }

  @Test func rowsStandInAlignedColumns() throws {
    let people = try table("name,age,weight\nAnn,7,20.123456789\nBartholomew,,1e9\n")
    let lines = "\(people)".split(separator: "\n")
    #expect(lines[0] == "people.csv: 2 rows, 3 columns")
    #expect(
      lines.dropFirst().joined(separator: "\n") == """
           name             age   weight
        0  Ann                7  20.1235
        1  Bartholomew  missing    1e+09
        """)
    #expect("\(people.columns[1])" == "age: 2 rows, 1 missing, 7 to 7")
    #expect("\(people.columns[0])" == "name: 2 rows, 2 categories: Ann, Bartholomew")
  }

  @Test func largeTablesStayShort() throws {
    let names = (0..<40).map { "c\($0)" }.joined(separator: ",")
    let row = Array(repeating: "1", count: 40).joined(separator: ",")
    let large = try table(
      names + "\n" + String(repeating: row + "\n", count: 10_000), "large.csv")
    let text = "\(large)"
    #expect(text.count < 2000 && text.split(separator: "\n").count == 13)
    #expect(text.contains("9999") && text.contains("c39") && text.contains("…"))
    #expect(!text.contains("c20"))
  }

  @Test func longAndStrangeTextIsCut() throws {
    let text = try table("a\n\"x\u{1b}[31m\ny\"\n\(String(repeating: "long", count: 50))\n")
    #expect(!"\(text)".contains("\u{1b}") && "\(text)".split(separator: "\n").count == 4)
    #expect("\(text)".split(separator: "\n").allSatisfy { $0.count < 120 })
  }
}
