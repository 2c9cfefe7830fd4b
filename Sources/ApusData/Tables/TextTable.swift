import ApusCore
import ApusFiles
import ApusNN

/// A table of named columns as text: what a CSV file says before anything is made of it.
///
/// ```swift
/// let table = try TextTable(path: "houses.csv")
/// let options = TableOptions(target: "price")
/// let parts = try table.split(testFraction: 0.2, options)
/// let schema = try TableSchema(learnedFrom: parts.train, options)
/// let examples = try schema.encode(parts.test)
/// ```
public struct TextTable: Sendable {
  /// The file it was read from: what errors call it.
  public let name: String
  /// The columns' names from left to right.
  public let columnNames: [String]
  /// Whether the names stood in the file; else they are "c1", "c2", … or were given.
  public let hasHeader: Bool
  /// What stands between two fields.
  public let separator: Character
  /// The texts of each column, nil where a value is missing.
  let cells: [[String?]]
  /// The file's line that each row begins on.
  let lines: [Int]

  /// The number of rows.
  public var rowCount: Int { lines.count }

  /// Reads the file at `path`, plain or compressed by gzip.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - format: how it is written; by default that is found out.
  /// - Throws: ``DataError`` where the file is missing or breaks the format, and where rows differ
  ///   in length.
  public init(path: String, format: CSVFormat = .detected) throws {
    try self.init(FileSource.openDecompressed(path), format: format)
  }

  /// Reads a text that errors call `name`.
  public init(text: String, name: String, format: CSVFormat = .detected) throws {
    try self.init(MemorySource(Array(text.utf8), name: name), format: format)
  }

  /// Reads all that `source` holds.
  init(_ source: any ByteSource, format: CSVFormat) throws {
    let reader = try CSVReader(source, format: format)
    guard let first = try reader.next() else {
      throw DataError(
        .unsuitable, source.name, "holds no line of a table",
        advice: "check that it is the right file")
    }
    var given: [String]?
    if case .names(let names) = format.header { given = names }
    var cells = [[String?]](repeating: [], count: given?.count ?? first.fields.count)
    var lines: [Int] = []
    var record: CSVReader.Record? = first
    while let row = record {
      guard row.fields.count == cells.count else {
        let separator = Character(UnicodeScalar(reader.separator))
        throw DataError(
          .corrupt, "\(source.name):\(row.line)",
          "expected \(cells.count) fields, found \(row.fields.count)",
          advice: "check the line, and the separator \(separator.debugDescription)")
      }
      for (column, field) in row.fields.enumerated() {
        let canBeMissing = !field.isQuoted || format.quotedCanBeMissing
        let isMissing = canBeMissing && format.missing.contains(field.text)
        cells[column].append(isMissing ? nil : field.text)
      }
      lines.append(row.line)
      record = try reader.next()
    }
    let hasHeader =
      switch format.header {
      case .firstLine: true
      case .none, .names: false
      case .detected: CSVDetection.hasHeader(cells)
      }
    if hasHeader {
      for column in cells.indices { cells[column].removeFirst() }
      lines.removeFirst()
    }
    let numbers = first.fields.indices.map { "c\($0 + 1)" }
    var names = numbers
    if hasHeader { names = zip(first.fields, numbers).map { $0.text.isEmpty ? $1 : $0.text } }
    if let given { names = given }
    var seen: Set<String> = []
    if let twice = names.first(where: { !seen.insert($0).inserted }) {
      throw DataError(
        .corrupt, "\(source.name):\(first.line)", "two columns are called \(quoted(twice))",
        advice: "rename one, or say that the file has no header")
    }
    self.init(
      name: source.name, columnNames: names, hasHeader: hasHeader,
      separator: Character(UnicodeScalar(reader.separator)), cells: cells, lines: lines)
  }

  /// A table of named columns whose texts are known, nil where a value is missing; rows are
  /// numbered from 1. Traps where columns differ in length.
  package init(name: String, columns: [(name: String, texts: [String?])]) {
    let count = columns.first?.texts.count ?? 0
    require(
      columns.allSatisfy { $0.texts.count == count }, "TextTable: columns of different lengths")
    self.init(
      name: name, columnNames: columns.map(\.name), hasHeader: true, separator: ",",
      cells: columns.map(\.texts), lines: Array(1..<count + 1))
  }

  private init(
    name: String, columnNames: [String], hasHeader: Bool, separator: Character,
    cells: [[String?]], lines: [Int]
  ) {
    self.name = name
    self.columnNames = columnNames
    self.hasHeader = hasHeader
    self.separator = separator
    self.cells = cells
    self.lines = lines
  }

  /// The rows at `positions`, in that order; traps where there is no such row.
  public func rows(at positions: [Int]) -> TextTable {
    require(
      positions.allSatisfy { $0 >= 0 && $0 < rowCount },
      "TextTable.rows: a position outside 0..<\(rowCount)")
    return TextTable(
      name: name, columnNames: columnNames, hasHeader: hasHeader, separator: separator,
      cells: cells.map { column in positions.map { column[$0] } },
      lines: positions.map { lines[$0] })
  }

  /// The same columns under other names, one for each.
  func renamed(_ names: [String]) -> TextTable {
    TextTable(
      name: name, columnNames: names, hasHeader: hasHeader, separator: separator, cells: cells,
      lines: lines)
  }

  /// The text in a row of the column called `column`; nil where it is missing.
  ///
  /// - Throws: ``DataError`` where there is no such column.
  public func text(row: Int, column: String) throws -> String? {
    cells[try index(of: column)][row]
  }

  /// The error of a table that holds names only.
  package func withoutRows(_ purpose: String) -> DataError {
    DataError(
      .unsuitable, name, "holds no rows to \(purpose)", advice: "write them below the names")
  }

  /// The place of the column called `name`.
  func index(of name: String) throws -> Int {
    try TextTable.place(of: name, among: columnNames, in: self.name)
  }

  /// What errors call the cell of a row and column.
  func place(row: Int, column: Int) -> String {
    TextTable.place(name, line: lines[row], column: column, named: columnNames[column])
  }

  static func place(_ file: String, line: Int, column: Int, named name: String) -> String {
    let number = "\(column + 1)"
    return "\(file):\(line), column \(number)\(name == "c" + number ? "" : " " + quoted(name))"
  }

  /// The place of `name` in `names`, the columns of the table that errors call `table`.
  static func place(of name: String, among names: [String], in table: String) throws -> Int {
    if let index = names.firstIndex(of: name) { return index }
    let list = names.prefix(20).joined(separator: ", ")
    throw DataError(
      .unsuitable, table, "has no column \(quoted(name))",
      advice: "expected one of \(list)\(names.count > 20 ? ", …" : "")")
  }
}
