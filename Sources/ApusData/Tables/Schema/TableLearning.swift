import ApusFiles
import ApusNN

extension TableSchema {
  /// Learns what the columns of `table` are; see the type for the rules.
  ///
  /// - Parameters:
  ///   - table: the rows to learn from, and no others. Rows without a target count for nothing.
  ///   - options: what to predict, and what is not to be found out.
  /// - Throws: ``DataError`` where a column that is named is not there, a cell does not fit its
  ///   column, or nothing is left to predict from.
  public init(learnedFrom table: TextTable, _ options: TableOptions = TableOptions()) throws {
    for name in options.kinds.keys.sorted() { try _ = table.index(of: name) }
    let targetPlace = try options.target.map(table.index(of:))
    let weightPlace = try options.weight.map(table.index(of:))
    if let targetPlace, targetPlace == weightPlace {
      throw DataError(
        .unsuitable, table.name,
        "column \(quoted(table.columnNames[targetPlace])) is both target and weight",
        advice: "name another for one of them")
    }
    let others = table.columnNames.indices.filter { $0 != targetPlace && $0 != weightPlace }
    let rows = table.completeRows(options, target: targetPlace, among: others)
    guard table.rowCount > 0 else { throw table.withoutRows("learn from") }
    guard !rows.isEmpty else {
      throw DataError(
        .unsuitable, table.name, "has no rows to learn from",
        advice: "check that it is the right file")
    }
    let known = rows.count == table.rowCount ? table : table.rows(at: rows)
    var columns: [Column] = []
    var notes: [String] = []
    if let targetPlace, case let missing = table.rowCount - known.rowCount, missing > 0 {
      let reason = options.missing == .dropRows ? "without a value" : "without a target"
      notes.append(
        "\(missing) of \(table.rowCount) rows \(reason) are left out"
          + (options.missing == .dropRows
            ? "" : " (column \(quoted(table.columnNames[targetPlace])))"))
    }
    for place in others {
      switch try ColumnLearning(known, place, options).result() {
      case .coding(let coding, let hasIndicator):
        columns.append(
          Column(name: table.columnNames[place], coding: coding, hasIndicator: hasIndicator))
      case .leftOut(let reason):
        notes.append("column \(quoted(table.columnNames[place])) is left out: \(reason)")
      case .unwanted: break
      }
    }
    guard !columns.isEmpty else {
      throw DataError(
        .unsuitable, table.name,
        "no column is left to predict from"
          + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))"),
        advice: "check the file and what its columns are read as")
    }
    self.init(
      columns: columns, target: try targetPlace.map { try Target(known, $0, options) },
      weight: options.weight, table: table, options: options, notes: notes)
  }
}

extension TextTable {
  /// The rows that count: those with a target, and without missing values where rows with some are
  /// to be left out.
  func completeRows(_ options: TableOptions, target: Int?, among columns: [Int]) -> [Int] {
    let used = columns.filter { options.kinds[columnNames[$0]] != .ignore }
    return (0..<rowCount).filter { row in
      if let target, cells[target][row] == nil { return false }
      return options.missing != .dropRows || used.allSatisfy { cells[$0][row] != nil }
    }
  }
}

extension TableSchema.Target {
  /// Texts of whole numbers of at most so many values are classes.
  static let mostNumberedClasses = 10

  init(_ table: TextTable, _ place: Int, _ options: TableOptions) throws {
    let texts = table.cells[place].map { $0 ?? "" }
    let numbers = texts.compactMap { table.number($0) }
    let areNumbers = numbers.count == texts.count
    let areWhole = areNumbers && numbers.allSatisfy { $0 == $0.rounded() && abs($0) < 1e15 }
    let isClass =
      options.task.map { $0 == .classes }
      ?? (!areNumbers || areWhole && Set(numbers).count <= Self.mostNumberedClasses)
    name = table.columnNames[place]
    guard isClass else {
      if let row = texts.firstIndex(where: { table.number($0) == nil }) {
        throw table.notANumber(row: row, column: place, "or predict classes")
      }
      let statistics = NumberStatistics(numbers)
      guard statistics.deviation.isFinite else { throw table.tooLarge(column: place) }
      meaning = .values(mean: statistics.mean, deviation: statistics.divisor)
      return
    }
    let names = Set(areWhole ? texts.map(TableSchema.wholeNumber) : texts)
    guard !texts.isEmpty else { throw table.withoutRows("learn from") }
    guard names.count > 1, names.count <= max(20, texts.count / 2) else {
      throw DataError(
        .unsuitable, table.name,
        names.count == 1
          ? "column \(quoted(name)) has the same class in all rows"
          : """
          column \(quoted(name)) has \(names.count) different texts in \(texts.count) rows: no \
          classes
          """,
        advice: "check that it is the column to predict")
    }
    meaning = .classes(namesInOrder(names))
  }
}

extension TableSchema {
  /// "1" for "1.0" and "01"; other texts as they are.
  static func wholeNumber(_ text: String) -> String {
    guard let number = decimalNumber(text, allowsComma: true), number == number.rounded(),
      abs(number) < 1e15
    else { return text }
    return "\(Int(number))"
  }
}

extension TextTable {
  /// The number that `text` says; with a decimal comma where that is not what stands between
  /// fields.
  func number(_ text: String) -> Double? {
    decimalNumber(text, allowsComma: separator != ",")
  }

  func notANumber(row: Int, column: Int, _ otherwise: String) -> DataError {
    DataError(
      .corrupt, place(row: row, column: column),
      "\(quoted(cells[column][row] ?? "")) is not a number", advice: "correct it, \(otherwise)")
  }

  func tooLarge(column: Int) -> DataError {
    DataError(
      .unsuitable, name, "column \(quoted(columnNames[column])) has numbers too large for float32",
      advice: "give it in another unit")
  }
}

/// Mean, spread and range of numbers.
struct NumberStatistics {
  let least: Double
  let greatest: Double
  let mean: Double
  /// Of the whole: divided by n.
  let deviation: Double

  /// Of at least one number.
  init(_ numbers: [Double]) {
    let count = Double(numbers.count)
    least = numbers.min() ?? 0
    greatest = numbers.max() ?? 0
    // From the least value on, so that equal numbers have exactly their value as mean and a
    // deviation of exactly 0.
    let least = least
    let mean = numbers.reduce(least) { $0 + ($1 - least) / count }
    self.mean = mean
    // Squares of shares of the largest, so that none is too large.
    let largest = numbers.reduce(0) { max($0, abs($1 - mean)) }
    let squares = numbers.reduce(0) { sum, number in
      let share = (number - mean) / largest
      return sum + share * share
    }
    deviation = largest == 0 ? 0 : largest * (squares / count).squareRoot()
  }

  /// The deviation; 1 where all numbers are equal.
  var divisor: Double { deviation == 0 ? 1 : deviation }
}
