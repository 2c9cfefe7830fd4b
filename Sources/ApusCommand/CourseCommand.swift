import Apus
import ArgumentParser

/// `apus course`
struct CourseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "course",
    abstract: "Shows the course's catalogue: what works, and the worked examples computed.",
    discussion: """
      Without a row, every row with its state. With a row, the types, recipes and tests behind it; \
      for a worked example also what is given, the course's number, the computed number and \
      whether they agree. A letter shows a family: `apus course W` computes every example. A \
      source such as S0:288 is line 288 of lecture text 0. The exit status is 1 where a computed \
      number does not agree with the course's.
      """)

  @Argument(help: "A row, as in A9 or W22, or a family, A to M or W.")
  var row: String?

  @OptionGroup var json: JSONOption

  func run() throws {
    let rows = try row.map(CourseRow.named) ?? CourseRow.all
    // Only the bare list leaves the examples alone: it is read for what there is.
    let entries = rows.map { Entry($0, computing: json.isGiven || row != nil) }
    if json.isGiven {
      for entry in entries { try printJSON(entry) }
    } else if entries.count == 1 {
      print(details(entries[0]))
    } else {
      print(overview(entries))
    }
    if entries.contains(where: { $0.outcome?.agrees == false }) { throw ExitCode(1) }
  }

  /// A row, and what the library computes for it.
  private struct Entry: Encodable {
    let row: CourseRow
    let example: WorkedExample?
    let outcome: WorkedExample.Outcome?

    init(_ row: CourseRow, computing: Bool) {
      self.row = row
      example = row.example
      outcome = computing ? row.example?.outcome() : nil
    }

    private enum CodingKeys: String, CodingKey {
      case row, title, source, state, lacks, types, recipes, tests
      case given, remark, expected, computed, agrees, parts
    }

    func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(row.id, forKey: .row)
      try values.encode(row.title, forKey: .title)
      try values.encode(row.source, forKey: .source)
      try values.encode(row.state.name, forKey: .state)
      try values.encodeIfPresent(row.state.lacks, forKey: .lacks)
      try values.encode(row.types, forKey: .types)
      try values.encode(row.recipes, forKey: .recipes)
      try values.encode(row.tests, forKey: .tests)
      guard let example, let outcome else { return }
      try values.encode(example.given, forKey: .given)
      try values.encodeIfPresent(example.remark, forKey: .remark)
      try values.encode(outcome.expected, forKey: .expected)
      try values.encode(outcome.computed, forKey: .computed)
      try values.encode(outcome.agrees, forKey: .agrees)
      if outcome.answers.count > 1 { try values.encode(outcome.answers, forKey: .parts) }
    }
  }

  private func overview(_ entries: [Entry]) -> String {
    var blocks: [String] = []
    for family in CourseFamily.allCases {
      let cells = entries.filter { $0.row.family == family }.map { entry in
        [
          "  " + entry.row.id, entry.row.state.name, entry.row.title,
          entry.outcome.map { verdict($0.agrees) } ?? "",
        ]
      }
      if !cells.isEmpty { blocks.append("\(family.rawValue)  \(family.title)\n\(table(cells))") }
    }
    let counts = ["works", "partial", "missing"].map { name in
      "\(entries.filter { $0.row.state.name == name }.count) \(name)"
    }
    blocks.append("\(entries.count) rows: \(counts.joined(separator: ", "))")
    return blocks.joined(separator: "\n\n")
  }

  private func details(_ entry: Entry) -> String {
    let row = entry.row
    var lines = [["state", row.state.name], ["source", row.source]]
    if let lacks = row.state.lacks { lines.append(["lacks", lacks]) }
    for (name, values) in [("types", row.types), ("recipes", row.recipes), ("tests", row.tests)]
    where !values.isEmpty {
      lines.append([name, values.joined(separator: ", ")])
    }
    if let example = entry.example {
      lines.append(["given", example.given])
      if let remark = example.remark { lines.append(["remark", remark]) }
    }
    var blocks = ["\(row.id)  \(row.title)", table(lines)]
    for answer in entry.outcome?.answers ?? [] {
      blocks.append(
        (answer.name.isEmpty ? "" : answer.name + "\n")
          + table([
            ["  course", "\(answer.expected)"], ["  computed", "\(answer.computed)"],
            ["  \(verdict(answer.agrees))"],
          ]))
    }
    return blocks.joined(separator: "\n\n")
  }

  private func verdict(_ agrees: Bool) -> String { agrees ? "agrees" : "does not agree" }
}
