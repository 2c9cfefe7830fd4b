import Apus
import ApusCourse
import Testing

/// `apus course`.
@Suite struct CourseCommandTests {
  private let place = CommandPlace()

  @Test func printsEveryRowAndCounts() throws {
    let whole = try place.run("course")
    #expect(whole.status == 0)
    for family in CourseFamily.allCases { #expect(whole.output.contains(family.title)) }
    #expect(whole.output.split(separator: "\n").last?.hasPrefix("203 rows: ") == true)
    #expect(try place.run("course", "W").output.contains("W22"))
  }

  @Test func printsAnExample() throws {
    let output = try place.run("course", "W22").output
    #expect(output.contains("course    [[12, 12, 17], [10, 17, 19], [9, 6, 14]]"))
    #expect(output.contains("computed  [[12, 12, 17], [10, 17, 19], [9, 6, 14]]"))
    #expect(output.contains("agrees") && !output.contains("does not agree"))
  }

  @Test func printsJSONLinesAndNothingElse() throws {
    let all = try place.run("course", "--json")
    let rows = try all.objects
    #expect(all.status == 0 && all.error.isEmpty)
    #expect(rows.compactMap { $0["row"] as? String } == CourseRow.all.map(\.id))
    let agreeing = rows.filter { $0["agrees"] as? Bool == true }
    #expect(agreeing.compactMap { $0["row"] as? String } == WorkedExample.all.map(\.id))
    for row in agreeing {
      #expect(row["given"] is String && row["expected"] != nil && row["computed"] != nil)
    }
    let first = try #require(try place.run("course", "W1", "--json").objects.first)
    let parts = try #require(first["parts"] as? [[String: Any]])
    #expect(parts.count == 2 && parts[0]["computed"] as? [Double] == [4, 4, 1])
  }

  @Test func anUnknownRowGetsOneLine() throws {
    try place.expectMistake(["course", "W99"], "did you mean 'W9'?")
  }
}
