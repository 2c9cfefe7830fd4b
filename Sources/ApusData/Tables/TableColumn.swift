import ApusCore

/// A column of a table: a name, and a number or category in each row, nil where it is missing.
public struct TableColumn: Sendable, Hashable {
  /// What a column holds.
  public enum Kind: Sendable, Hashable {
    /// Decimal numbers.
    case number
    /// Text that names one of the categories found in the file, which are numbered in order:
    /// by value where all of them are numbers, else by character.
    case category
    /// Text that names one of these categories, numbered in this order.
    case categories([String])
  }

  /// The cells, row by row.
  public enum Cells: Sendable, Hashable {
    /// Finite numbers.
    case numbers([Double?])
    /// Categories by their numbers, and the categories' names.
    case categories([Int?], names: [String])
  }

  /// What the header calls it.
  public let name: String
  /// What stands in it.
  public let cells: Cells

  /// A column; traps where a category has no name.
  public init(_ name: String, _ cells: Cells) {
    if case .categories(let codes, let names) = cells {
      require(
        codes.allSatisfy { $0.map(names.indices.contains) ?? true },
        "TableColumn \(name): a category outside \(names.count) names")
    }
    self.name = name
    self.cells = cells
  }

  /// The number of rows.
  public var count: Int {
    switch cells {
    case .numbers(let numbers): numbers.count
    case .categories(let codes, _): codes.count
    }
  }

  /// The rows without a value.
  public var missingRows: [Int] { (0..<count).filter(isMissing) }

  /// Whether `row` has no value; traps where there is no such row.
  public func isMissing(row: Int) -> Bool {
    switch cells {
    case .numbers(let numbers): numbers[row] == nil
    case .categories(let codes, _): codes[row] == nil
    }
  }

  /// The column with the rows at `positions` only, in that order.
  func rows(at positions: [Int]) -> TableColumn {
    switch cells {
    case .numbers(let numbers): TableColumn(name, .numbers(positions.map { numbers[$0] }))
    case .categories(let codes, let names):
      TableColumn(name, .categories(positions.map { codes[$0] }, names: names))
    }
  }
}
