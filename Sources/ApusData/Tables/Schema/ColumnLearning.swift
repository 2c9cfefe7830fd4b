import ApusFiles
import ApusNN

/// Finds out what a column is and how it becomes numbers.
struct ColumnLearning {
  enum Result {
    case coding(ColumnCoding, hasIndicator: Bool)
    /// Nothing can be learned from it, for this reason.
    case leftOut(String)
    /// It was asked not to be used.
    case unwanted
  }

  private let table: TextTable
  private let place: Int
  private let options: TableOptions
  /// The texts that are there, and the rows they stand in.
  private let known: [String]
  private let rows: [Int]

  /// Columns are only taken for numbers or names of rows where there are as many rows.
  private static let fewRows = 20

  init(_ table: TextTable, _ place: Int, _ options: TableOptions) {
    self.table = table
    self.place = place
    self.options = options
    rows = (0..<table.rowCount).filter { table.cells[place][$0] != nil }
    known = table.cells[place].compactMap { $0 }
  }

  private var name: String { table.columnNames[place] }
  private var hasMissing: Bool { known.count < table.rowCount }

  func result() throws -> Result {
    let kind = options.kinds[name]
    if kind == .ignore { return .unwanted }
    guard !known.isEmpty else { return .leftOut("it has no value in any row") }
    let distinct = Set(known)
    if distinct.count == 1, !hasMissing {
      return .leftOut("it is \(quoted(known[0])) in all rows")
    }
    if hasMissing, options.missing == .refuse,
      let row = (0..<table.rowCount).first(where: {
        table.cells[place][$0] == nil
      })
    {
      throw DataError(
        .unsuitable, table.place(row: row, column: place), "the value is missing",
        advice: "fill it in, or say what becomes of missing values: dropRows, fillMean, …")
    }
    let coding: ColumnCoding
    switch kind {
    case .number: coding = try number()
    case .category: coding = categories(distinct)
    case .boolean: coding = try boolean()
    case .date: coding = try date(try statedForm())
    case .ignore, nil:
      if let reason = reasonToLeaveOut(distinct) { return .leftOut(reason) }
      coding = try inferred(distinct)
    }
    return .coding(coding, hasIndicator: hasMissing)
  }

  private func inferred(_ distinct: Set<String>) throws -> ColumnCoding {
    let words = Set(distinct.map { $0.lowercased() })
    if ColumnCoding.words.dropLast().contains(where: { words == [$0.isTrue, $0.isFalse] }) {
      return try boolean()
    }
    let strange = rows.first { table.number(table.cells[place][$0] ?? "") == nil }
    guard let strange else { return try number() }
    if let form = DateText.form(of: known) { return try date(form) }
    // A few slips in a column of numbers would make each number a category.
    let numbers = known.count { table.number($0) != nil }
    if distinct.count > options.oneHotLimit, 10 * numbers >= 9 * known.count {
      throw table.notANumber(
        row: strange, column: place,
        """
        leave the cell empty, or read the column as a category (\(numbers) of \(known.count) \
        values are numbers)
        """
      )
    }
    return categories(distinct)
  }

  // MARK: What is left out

  private func reasonToLeaveOut(_ distinct: Set<String>) -> String? {
    guard table.rowCount >= ColumnLearning.fewRows else { return nil }
    let numbers = known.compactMap { table.number($0) }
    if numbers.count == known.count {
      let areWhole = numbers.allSatisfy { $0 == $0.rounded() }
      let isNumbering = !hasMissing && areWhole && distinct.count == known.count && isNamedAsID
      return isNumbering ? "it numbers the rows" : nil
    }
    guard 10 * distinct.count > 9 * known.count, DateText.form(of: known) == nil,
      10 * numbers.count < 9 * known.count
    else { return nil }
    return "nearly every row has another text"
  }

  /// Whether the name is one of those under which rows are numbered, or missing in the header.
  private var isNamedAsID: Bool {
    if table.hasHeader, name == "c\(place + 1)" { return true }
    let word = name.lowercased()
    return ["id", "index", "row", "rowid", "rownames", "row_number", "unnamed: 0"].contains(word)
      || ["_id", " id", "-id", ".id"].contains { word.hasSuffix($0) } || name.hasSuffix("Id")
  }

  // MARK: Codings

  private func number() throws -> ColumnCoding {
    var numbers: [Double] = []
    numbers.reserveCapacity(rows.count)
    for row in rows {
      guard let number = table.number(table.cells[place][row] ?? "") else {
        throw table.notANumber(row: row, column: place, "or read the column as a category")
      }
      numbers.append(number)
    }
    return .number(try coding(numbers))
  }

  private func coding(_ numbers: [Double]) throws -> ColumnCoding.NumberCoding {
    let statistics = NumberStatistics(numbers)
    let (offset, divisor): (Double, Double) =
      switch options.scaling {
      case .standard: (statistics.mean, statistics.divisor)
      case .minMax:
        (
          statistics.least,
          statistics.greatest > statistics.least ? statistics.greatest - statistics.least : 1
        )
      case .none: (0, 1)
      }
    let fill: Double? =
      switch options.missing {
      case .refuse, .dropRows: nil
      case .fillMean: statistics.mean
      case .fillMedian: median(numbers)
      case .fillMostFrequent: mostFrequent(numbers)
      }
    let coding = ColumnCoding.NumberCoding(offset: offset, divisor: divisor, fill: fill)
    // What is finite in double precision may not be in single.
    guard [statistics.least, statistics.greatest].allSatisfy({ coding.scaled($0).isFinite }) else {
      throw table.tooLarge(column: place)
    }
    return coding
  }

  private func boolean() throws -> ColumnCoding {
    var values: [Bool] = []
    for row in rows {
      let text = table.cells[place][row] ?? ""
      guard let value = ColumnCoding.boolean(text) else {
        throw DataError(
          .corrupt, table.place(row: row, column: place),
          "\(quoted(text)) is not true, false, yes, no, on, off, t, f, y, n, 1 or 0",
          advice: "correct it, or read the column as a category")
      }
      values.append(value)
    }
    let trues = values.count { $0 }
    return .boolean(fill: fills ? 2 * trues > values.count : nil)
  }

  private func categories(_ distinct: Set<String>) -> ColumnCoding {
    let names = namesInOrder(distinct)
    var fill: Int?
    if fills, let common = mostFrequent(known) { fill = names.firstIndex(of: common) }
    return names.count <= options.oneHotLimit
      ? .oneHot(names, fill: fill) : .index(names, fill: fill)
  }

  private func statedForm() throws -> DateText.Form {
    if let form = DateText.form(of: known) { return form }
    let first = DateText.form(of: known.prefix(1))
    let row = rows.first { row in
      let text = table.cells[place][row] ?? ""
      return first.map { DateText.moment(text, $0) == nil } ?? true
    }
    throw DataError(
      .corrupt, table.place(row: row ?? 0, column: place),
      """
      \(quoted(table.cells[place][row ?? 0] ?? "")) is no date, or written otherwise than the others
      """,
      advice: "write dates as 2024-03-31, all of a column alike")
  }

  private func date(_ form: DateText.Form) throws -> ColumnCoding {
    let moments = known.compactMap { DateText.moment($0, form) }
    func coding(fill: [Float]?) throws -> ColumnCoding.DateCoding {
      ColumnCoding.DateCoding(
        form: form, hasTime: moments.contains(where: \.hasTime),
        days: form == .times ? nil : try self.coding(moments.map(\.days)), fill: fill)
    }
    let parts = try coding(fill: nil)
    guard fills else { return .date(parts) }
    var sums = [Double](repeating: 0, count: parts.partNames.count)
    for moment in moments {
      for (at, part) in parts.parts(moment).enumerated() { sums[at] += Double(part) }
    }
    return .date(try coding(fill: sums.map { Float($0 / Double(moments.count)) }))
  }

  /// Whether missing values are filled.
  private var fills: Bool { options.missing != .refuse && options.missing != .dropRows }
}
