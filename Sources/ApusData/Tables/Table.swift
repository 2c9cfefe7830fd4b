import ApusCore
import ApusNN

/// A table of named columns, as a CSV file holds it.
///
/// ```swift
/// let table = try Table(path: "people.csv", types: ["postcode": .category])
/// let data = try table.completed(.fillMean).dataset(target: "income")
/// ```
///
/// Errors name file, line and column: `iris.csv:17, column 3 "petal_length": "abc" is not a
/// number`. The line is the one on which the row begins.
public struct Table: Sendable {
  /// The file it was read from: what errors call it.
  public let name: String
  /// The columns from left to right, of equal length.
  public let columns: [TableColumn]
  /// The file's line that each row begins on.
  let lines: [Int]

  /// The number of rows.
  public var rowCount: Int { lines.count }

  /// Reads the file at `path`, plain or compressed by gzip.
  ///
  /// - Parameters:
  ///   - format: separator, header, and what stands for a missing value.
  ///   - types: what columns hold, by their names; any other is a column of numbers where all its
  ///     values are numbers, else of categories.
  /// - Throws: ``DataError`` where the file is missing or breaks the format, where rows differ in
  ///   length, and where a value is not of its column's type.
  public init(
    path: String, format: CSVFormat = CSVFormat(), types: [String: TableColumn.Kind] = [:]
  ) throws {
    try self.init(FileSource.openDecompressed(path), format: format, types: types)
  }

  /// Reads all that `source` holds.
  init(
    _ source: any ByteSource, format: CSVFormat = CSVFormat(),
    types: [String: TableColumn.Kind] = [:]
  ) throws {
    let reader = try CSVReader(source, format: format)
    guard let first = try reader.next() else {
      throw DataError(
        .unsuitable, source.name, "holds no line of a table",
        advice: "check that it is the right file")
    }
    let names = try Table.names(format.header, first, file: source.name)
    var texts = [[String?]](repeating: [], count: names.count)
    var lines: [Int] = []
    var record = format.header == .firstLine ? try reader.next() : first
    while let row = record {
      guard row.fields.count == names.count else {
        throw DataError(
          .corrupt, "\(source.name):\(row.line)",
          "expected \(names.count) fields, found \(row.fields.count)",
          advice: "check the line, and the separator \(format.separator.debugDescription)")
      }
      for (column, field) in row.fields.enumerated() {
        let isMissing = !field.isQuoted && format.missing.contains(field.text)
        texts[column].append(isMissing ? nil : field.text)
      }
      lines.append(row.line)
      record = try reader.next()
    }
    name = source.name
    self.lines = lines
    columns = try names.enumerated().map { at, name in
      try TableColumn(name, texts: texts[at], kind: types[name]) {
        Table.place(source.name, lines[$0], at, name)
      }
    }
    for name in types.keys.sorted() { try _ = index(of: name) }
  }

  private init(name: String, columns: [TableColumn], lines: [Int]) {
    self.name = name
    self.columns = columns
    self.lines = lines
  }

  private static func names(
    _ header: CSVFormat.Header, _ first: CSVReader.Record, file: String
  ) throws -> [String] {
    let numbers = first.fields.indices.map { "\($0 + 1)" }
    let names =
      switch header {
      case .firstLine: zip(first.fields, numbers).map { $0.text.isEmpty ? $1 : $0.text }
      case .none: numbers
      case .names(let names): names
      }
    var seen: Set<String> = []
    if let twice = names.first(where: { !seen.insert($0).inserted }) {
      throw DataError(
        .corrupt, "\(file):\(first.line)", "two columns are called \(quoted(twice))",
        advice: "rename one, or say that the file has no header")
    }
    return names
  }

  /// The column called `name`.
  ///
  /// - Throws: ``DataError`` where there is none, naming those there are.
  public func column(_ name: String) throws -> TableColumn { columns[try index(of: name)] }

  /// The place of the column called `name`.
  func index(of name: String) throws -> Int {
    guard let index = columns.firstIndex(where: { $0.name == name }) else {
      let names = columns.prefix(20).map(\.name).joined(separator: ", ")
      throw DataError(
        .unsuitable, self.name, "has no column \(quoted(name))",
        advice: "expected one of \(names)\(columns.count > 20 ? ", …" : "")")
    }
    return index
  }

  /// The rows at `positions`, in that order; traps where there is no such row.
  public func rows(at positions: [Int]) -> Table {
    require(
      positions.allSatisfy { $0 >= 0 && $0 < rowCount },
      "Table.rows: a position outside 0..<\(rowCount)")
    return Table(
      name: name, columns: columns.map { $0.rows(at: positions) },
      lines: positions.map { lines[$0] })
  }

  /// The table with other columns for its rows.
  func replacingColumns(_ columns: [TableColumn]) -> Table {
    Table(name: name, columns: columns, lines: lines)
  }

  /// What errors call the cell of a row and column.
  func place(row: Int, column: Int) -> String {
    Table.place(name, lines[row], column, columns[column].name)
  }

  private static func place(_ file: String, _ line: Int, _ column: Int, _ name: String) -> String {
    let number = "\(column + 1)"
    return "\(file):\(line), column \(number)\(name == number ? "" : " " + quoted(name))"
  }
}
