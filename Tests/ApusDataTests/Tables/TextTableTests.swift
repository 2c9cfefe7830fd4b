import ApusFiles
import ApusTestSupport
import Testing

@testable import ApusData

/// How the form of a table is found, and what damaged tables give.
@Suite struct TextTableTests {
  private func table(_ text: String) throws -> TextTable {
    try TextTable(text: text, name: "t.csv")
  }

  @Test(arguments: [",", ";", "\t", "|"]) func separatorsAreFound(_ separator: String) throws {
    let text = [["a", "b", "c"], ["1", "x y", "2024-01-31"], ["2", "z", "2024-02-28"]]
      .map { $0.joined(separator: separator) }.joined(separator: "\n")
    let found = try table(text)
    #expect(String(found.separator) == separator)
    #expect(found.hasHeader && found.columnNames == ["a", "b", "c"] && found.rowCount == 2)
    #expect(try found.text(row: 0, column: "b") == "x y")
  }

  @Test func aFirstLineOfNumbersOrDatesIsNoHeader() throws {
    #expect(try !table("1,2\n3,4\n").hasHeader)
    #expect(try !table("2024-01-31,x\n2024-02-28,y\n").hasHeader)
    #expect(try table("day,kind\n2024-01-31,x\n2024-02-28,y\n").hasHeader)
  }

  @Test func aTableWithoutALineIsRefused() throws {
    let error = #expect(throws: DataError.self) { try table("") }
    #expect(error?.description.contains("holds no line of a table") == true)
  }

  /// Damaged tables are read or refused, and what is read can be described and learned from.
  @Test func damage() throws {
    let rows = (0..<60).map {
      let day = "2024-03-\(10 + $0 % 20) 0\($0 % 9):30"
      return "\($0 * 7 % 11).5;\(day);\($0 % 3 == 0 ? "a" : "b, c");\"x\"\"\($0)\""
    }
    let text = "number;day;kind;note\r\n" + rows.joined(separator: "\r\n") + "\r\n"
    var fuzz = Fuzz(Array(text.utf8))
    var learned = 0
    let failures = fuzz.mutations(count: 3000) { bytes in
      let table = try TextTable(MemorySource(bytes, name: "fuzz"), format: .detected)
      let target = table.columnNames[0]
      let schema = try TableSchema(learnedFrom: table, TableOptions(target: target))
      let examples = try schema.encode(table)
      #expect(examples.count <= table.rowCount)
      learned += 1
    }
    #expect(learned > 100 && failures + learned == 3000)
  }
}
