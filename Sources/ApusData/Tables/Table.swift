import ApusCore
import ApusFiles
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
    try self.init(TextTable(source, format: format), types: types)
  }

  /// The table of texts that are numbers or categories.
  public init(_ texts: TextTable, types: [String: TableColumn.Kind] = [:]) throws {
    name = texts.name
    lines = texts.lines
    columns = try texts.columnNames.enumerated().map { at, name in
      try TableColumn(name, texts: texts.cells[at], kind: types[name]) {
        texts.place(row: $0, column: at)
      }
    }
    for name in types.keys.sorted() { try _ = index(of: name) }
  }

  private init(name: String, columns: [TableColumn], lines: [Int]) {
    self.name = name
    self.columns = columns
    self.lines = lines
  }

  /// The column called `name`.
  ///
  /// - Throws: ``DataError`` if no column has that name, naming those of the table.
  public func column(_ name: String) throws -> TableColumn { columns[try index(of: name)] }

  /// The place of the column called `name`.
  func index(of name: String) throws -> Int {
    try TextTable.place(of: name, among: columns.map(\.name), in: self.name)
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
    TextTable.place(name, line: lines[row], column: column, named: columns[column].name)
  }
}
