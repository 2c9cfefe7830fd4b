import ApusCore
import ApusFiles
import ApusNN

extension TableSchema {
  /// What rows are encoded for.
  public enum Purpose: Sendable, Hashable {
    /// To learn from or to judge by: the target is needed, and rows without one are left out.
    case judging
    /// To be predicted: nothing is known of the target, and no row is left out.
    case predicting
  }

  /// 8 GiB of float32.
  private static let mostFeatures = 1 << 31

  /// The rows of `table` as numbers.
  ///
  /// - Throws: ``DataError`` of one line that names the column that is missing, or line and column
  ///   of a cell that does not fit.
  public func encode(_ table: TextTable, for purpose: Purpose = .judging) throws -> EncodedTable {
    var notes: [String] = []
    let places = try places(in: table, for: purpose, notes: &notes)
    let target = purpose == .judging ? target.map { places[$0.name] ?? 0 } : nil
    let used = columns.map { places[$0.name] ?? 0 }
    let rows =
      purpose == .judging
      ? table.completeRows(options, target: target, among: used) : Array(0..<table.rowCount)
    if purpose == .judging, rows.count < table.rowCount {
      notes.append(
        "\(table.rowCount - rows.count) of \(table.rowCount) rows are left out: values are missing")
    }
    let width = featureNames.count
    let embedded = embeddedColumns.count
    guard width + embedded <= TableSchema.mostFeatures / max(rows.count, 1) else {
      throw DataError(
        .unsuitable, table.name, "would give \(rows.count) examples of \(width) features",
        advice: "leave out columns of many categories")
    }
    var features = [Float](repeating: 0, count: rows.count * width)
    var categories = [Int32](repeating: 0, count: rows.count * embedded)
    var (offset, index) = (0, 0)
    for (column, place) in zip(columns, used) {
      var encoder = ColumnEncoder(column, table, place: place)
      for (row, source) in rows.enumerated() {
        try encoder.encode(
          row: source, features: &features, at: row * width + offset,
          categories: &categories, at: row * embedded + index)
      }
      offset += column.featureNames.count
      if case .index = column.coding { index += 1 }
      notes += encoder.notes
    }
    return EncodedTable(
      rows: rows, notes: notes, schema: self, features: features, categories: categories,
      labels: try target.map { try labels(table, $0, rows) } ?? .none,
      weights: purpose == .judging ? try weights(table, places, rows) : nil)
  }

  /// Where the columns that are needed stand in `table`.
  private func places(
    in table: TextTable, for purpose: Purpose, notes: inout [String]
  ) throws -> [String: Int] {
    var names = table.columnNames
    if !hasHeader, !table.hasHeader {
      // By their places, without the target if its column is missing.
      let withoutTarget = tableColumns.filter { $0 != target?.name }
      switch names.count {
      case tableColumns.count: names = tableColumns
      case withoutTarget.count where purpose == .predicting: names = withoutTarget
      default:
        let less =
          purpose == .predicting && target != nil ? " (or one less, without the target)" : ""
        throw DataError(
          .unsuitable, table.name,
          "expected \(tableColumns.count) columns as in training\(less), found \(names.count)",
          advice: "give the columns in the same order")
      }
    }
    let places = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    let isJudging = purpose == .judging
    let needed =
      columns.map(\.name) + (isJudging ? [target?.name, weight].compactMap { $0 } : [])
    let absent = needed.filter { places[$0] == nil }
    guard absent.isEmpty else {
      let list = absent.prefix(5).map { quoted($0) }.joined(separator: ", ")
      let isNameless = hasHeader && !table.hasHeader
      throw DataError(
        .unsuitable, table.name,
        "has no column \(list)\(absent.count > 5 ? ", …" : ""), which "
          + (isJudging ? "is needed" : "predictions need"),
        advice: isNameless
          ? """
          begin it with a line of the columns' names: \(needed.prefix(20).joined(separator: ", "))
          """
          : """
          add \(absent.count == 1 ? "it" : "them"); it has \
          \(names.prefix(20).joined(separator: ", "))
          """
      )
    }
    let strange = names.filter { !tableColumns.contains($0) }
    if !strange.isEmpty {
      notes.append(
        """
        not used: \(strange.prefix(10).map { quoted($0) }.joined(separator: ", ")), which training \
        had not
        """
      )
    }
    return places
  }

  private func labels(
    _ table: TextTable, _ place: Int, _ rows: [Int]
  ) throws -> EncodedTable.Labels {
    switch target?.meaning {
    case nil: return .none
    case .values:
      return .values(
        try rows.map { row in
          guard let number = table.number(table.cells[place][row] ?? "") else {
            throw table.notANumber(row: row, column: place, "or leave the row out")
          }
          guard Float(number).isFinite else { throw table.tooLarge(column: place) }
          return Float(number)
        })
    case .classes(let names):
      let codes = Dictionary(uniqueKeysWithValues: zip(names, Int32(0)...))
      return .classes(
        try rows.map { row in
          let text = table.cells[place][row] ?? ""
          guard let code = codes[text] ?? codes[TableSchema.wholeNumber(text)] else {
            throw DataError(
              .unsuitable, table.place(row: row, column: place),
              """
              the class \(quoted(text)) is none of those in the training rows: \
              \(names.prefix(20).joined(separator: ", "))
              """,
              advice: "correct it, or leave the row out")
          }
          return code
        })
    }
  }

  private func weights(
    _ table: TextTable, _ places: [String: Int], _ rows: [Int]
  ) throws -> [Float]? {
    guard let weight, let place = places[weight] else { return nil }
    return try rows.map { row in
      let text = table.cells[place][row] ?? ""
      guard let number = table.number(text), number >= 0, Float(number).isFinite else {
        throw DataError(
          .corrupt, table.place(row: row, column: place),
          "\(quoted(text)) is no weight: 0 or a number above", advice: "correct it")
      }
      return Float(number)
    }
  }
}

/// Writes the features of a column, row by row.
private struct ColumnEncoder {
  private let column: TableSchema.Column
  private let table: TextTable
  private let place: Int
  private let codes: [String: Int]
  private let width: Int
  /// Texts that are none of the known categories.
  private var unknown: Set<String> = []
  private var unknownCount = 0
  private var filled = 0

  init(_ column: TableSchema.Column, _ table: TextTable, place: Int) {
    self.column = column
    self.table = table
    self.place = place
    width = column.featureNames.count
    switch column.coding {
    case .oneHot(let names, _), .index(let names, _):
      codes = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    default: codes = [:]
    }
  }

  mutating func encode(
    row: Int, features: inout [Float], at start: Int, categories: inout [Int32], at index: Int
  ) throws {
    let text = table.cells[place][row]
    if text == nil, column.hasIndicator { features[start + width - 1] = 1 }
    switch column.coding {
    case .number(let coding):
      guard let number = try text.map({ try number($0, row) }) ?? coding.fill else {
        throw missing(row)
      }
      features[start] = coding.scaled(number)
      guard features[start].isFinite else { throw table.tooLarge(column: place) }
    case .boolean(let fill):
      let known = text.flatMap(ColumnCoding.boolean)
      if let text, known == nil { note(unknown: text) }
      guard let value = known ?? fill else { throw missing(row) }
      features[start] = value ? 1 : 0
    case .date(let coding):
      let parts = try text.map { coding.parts(try moment($0, coding.form, row)) } ?? coding.fill
      guard let parts else { throw missing(row) }
      for (at, part) in parts.enumerated() { features[start + at] = part }
      guard parts.allSatisfy(\.isFinite) else { throw table.tooLarge(column: place) }
    case .oneHot(_, let fill):
      if let code = try code(text, fill, row) { features[start + code] = 1 }
    case .index(_, let fill):
      categories[index] = try code(text, fill, row).map { Int32($0 + 1) } ?? 0
    }
    if text == nil { filled += 1 }
  }

  private func number(_ text: String, _ row: Int) throws -> Double {
    guard let number = table.number(text) else {
      throw table.notANumber(row: row, column: place, "or leave the cell empty")
    }
    return number
  }

  private func moment(_ text: String, _ form: DateText.Form, _ row: Int) throws -> DateText.Moment {
    guard let moment = DateText.moment(text, form) else {
      throw DataError(
        .corrupt, table.place(row: row, column: place),
        "\(quoted(text)) is not a date as in training",
        advice: "write it as the training table does")
    }
    return moment
  }

  /// The place of a category; nil for one that is not known.
  private mutating func code(_ text: String?, _ fill: Int?, _ row: Int) throws -> Int? {
    guard let text else {
      guard let fill else { throw missing(row) }
      return fill
    }
    if let code = codes[text] { return code }
    note(unknown: text)
    return nil
  }

  private mutating func note(unknown text: String) {
    unknownCount += 1
    if unknown.count < 5 { unknown.insert(text) }
  }

  private func missing(_ row: Int) -> DataError {
    DataError(
      .unsuitable, table.place(row: row, column: place), "the value is missing",
      advice: "fill it in; training said nothing of what a missing value becomes")
  }

  /// What a user may not expect.
  var notes: [String] {
    var notes: [String] = []
    let name = quoted(column.name)
    if unknownCount > 0 {
      let list = unknown.sorted().map { quoted($0) }.joined(separator: ", ")
      notes.append("column \(name): \(unknownCount) times unknown to training: \(list)")
    }
    if filled > 0, !column.hasIndicator {
      notes.append("column \(name): \(filled) missing values filled, where training had none")
    }
    return notes
  }
}
