import Apus
import Foundation
import Testing

/// `apus course` as a user runs it: the binary that was built beside these tests.
@Suite struct CourseCommandTests {
  private func run(_ arguments: String...) throws -> (status: Int32, output: String, error: String)
  {
    let tests = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let beside = tests.deletingLastPathComponent().appending(path: "apus").path
    let process = Process()
    process.executableURL = URL(
      filePath: ProcessInfo.processInfo.environment["APUS_BINARY"] ?? beside)
    process.arguments = ["course"] + arguments
    let (output, error) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = error
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let problem = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: text, as: UTF8.self),
      String(decoding: problem, as: UTF8.self)
    )
  }

  private func objects(_ output: String) throws -> [[String: Any]] {
    try output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func printsEveryRowAndCounts() throws {
    let (status, output, _) = try run()
    #expect(status == 0)
    for family in CourseFamily.allCases { #expect(output.contains(family.title)) }
    #expect(output.split(separator: "\n").last?.hasPrefix("165 rows: ") == true)
    #expect(try run("W").output.contains("W22"))
  }

  @Test func printsAnExample() throws {
    let (status, output, _) = try run("W22")
    #expect(status == 0)
    #expect(output.contains("course    [[12, 12, 17], [10, 17, 19], [9, 6, 14]]"))
    #expect(output.contains("computed  [[12, 12, 17], [10, 17, 19], [9, 6, 14]]"))
    #expect(output.contains("agrees") && !output.contains("does not agree"))
  }

  @Test func printsJSONLinesAndNothingElse() throws {
    let (status, output, error) = try run("--json")
    let rows = try objects(output)
    #expect(status == 0 && error.isEmpty)
    #expect(rows.compactMap { $0["row"] as? String } == CourseRow.all.map(\.id))
    let agreeing = rows.filter { $0["agrees"] as? Bool == true }
    #expect(agreeing.compactMap { $0["row"] as? String } == WorkedExample.all.map(\.id))
    for row in agreeing {
      #expect(row["given"] is String && row["expected"] != nil && row["computed"] != nil)
    }
    let first = try #require(try objects(try run("W1", "--json").output).first)
    let parts = try #require(first["parts"] as? [[String: Any]])
    #expect(parts.count == 2 && parts[0]["computed"] as? [Double] == [4, 4, 1])
  }

  @Test func anUnknownRowGetsOneLine() throws {
    let (status, output, error) = try run("W99")
    #expect(status == 2 && output.isEmpty)
    #expect(error.contains("did you mean 'W9'?") && error.split(separator: "\n").count == 1)
  }
}
