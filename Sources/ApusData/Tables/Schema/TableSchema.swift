import ApusCore
import ApusNN

/// What a table's columns are and how their texts become numbers: learned from the rows to learn
/// from alone, kept with a run, and applied the same to all other rows.
///
/// ```swift
/// let table = try TextTable(path: "houses.csv")
/// let schema = try TableSchema(learnedFrom: table, TableOptions(target: "price"))
/// let batch = try schema.encode(table).all()
/// ```
///
/// | a column whose known values are | is | becomes |
/// |---|---|---|
/// | one of two words such as true and false | boolean | 0 or 1 |
/// | decimal numbers | number | one scaled number |
/// | dates or times | date | scaled days; sine and cosine of the time of year, week and day |
/// | other texts, at most ``TableOptions/oneHotLimit`` different ones | category | "1 of n" |
/// | more | category | a number to look up an embedding by: from 1 on, 0 for what is not known |
///
/// Left out, with a note, are columns without a value, with the same value in all rows, and those
/// that number or name the rows: texts that are nearly all different, and whole numbers that are
/// all different under a name such as "id".
///
/// A missing number, or part of a date, becomes the mean of the known ones, a category or boolean
/// the most frequent one, as ``TableOptions/missing`` says; where values were missing when the
/// schema was learned, a further feature is 1 in such rows and 0 in others. An unknown category is
/// none of the known: zeros, or number 0.
///
/// Columns are found by their names, whatever their order. In a table without a header, which the
/// schema was learned from one without, they are found by their places; the target may be missing
/// there.
public struct TableSchema: Sendable, Hashable, Codable {
  /// A column that is predicted from.
  public struct Column: Sendable, Hashable, Codable {
    /// What it is called.
    public let name: String
    /// How its texts become numbers.
    public let coding: ColumnCoding
    /// Whether values were missing when it was learned: then a feature says where.
    public let hasIndicator: Bool
  }

  /// The column that is predicted.
  public struct Target: Sendable, Hashable, Codable {
    /// What the target is.
    public enum Meaning: Sendable, Hashable, Codable {
      /// One of these classes, in the order of their numbers.
      case classes([String])
      /// A number, of this mean and standard deviation, which is 1 where it is always the same.
      case values(mean: Double, deviation: Double)
    }

    /// What it is called.
    public let name: String
    /// What it is.
    public let meaning: Meaning
  }

  /// The columns that are predicted from, in the order of the table.
  public let columns: [Column]
  /// The column that is predicted; nil where none was asked for.
  public let target: Target?
  /// The column of what each row counts for.
  public let weight: String?
  /// All columns of the table that it was learned from, from left to right.
  public let tableColumns: [String]
  /// Whether the names stood in the table; else columns are found by their places.
  public let hasHeader: Bool
  /// What was asked for.
  public let options: TableOptions
  /// What was left out and why, a line each.
  public let notes: [String]

  init(
    columns: [Column], target: Target?, weight: String?, table: TextTable, options: TableOptions,
    notes: [String]
  ) {
    self.columns = columns
    self.target = target
    self.weight = weight
    tableColumns = table.columnNames
    hasHeader = table.hasHeader
    self.options = options
    self.notes = notes
  }

  /// What each feature is called: "age", "age missing", "sex=M", "date days".
  public var featureNames: [String] { columns.flatMap(\.featureNames) }

  /// The columns whose categories are numbers to look up embeddings by, and how many numbers each
  /// has, 0 included.
  public var embeddedColumns: [(name: String, count: Int)] {
    columns.compactMap { column in
      if case .index(let names, _) = column.coding { (column.name, names.count + 1) } else { nil }
    }
  }

  /// What the classes are called; empty where values are predicted.
  public var classNames: [String] {
    if case .classes(let names) = target?.meaning { names } else { [] }
  }

  /// The name of the input of numbers to look up embeddings by, int32 [columns].
  public static let categories = "categories"

  /// What goes into a network: the features, where there are any, and the numbers of categories.
  public var inputs: [Field] {
    let (width, embedded) = (featureNames.count, embeddedColumns.count)
    return (width > 0 ? [Field(Field.features, [width])] : [])
      + (embedded > 0 ? [Field(TableSchema.categories, [embedded], .int32)] : [])
  }

  /// What is to come out of it: a class, or a value [1].
  public var targets: [Field] {
    switch target?.meaning {
    case .classes(let names): [.classes(names)]
    case .values: [Field(Field.labels, [1])]
    case nil: []
    }
  }
}

extension TableSchema.Column {
  /// What its features are called.
  public var featureNames: [String] {
    coding.featureNames(of: name) + (hasIndicator ? ["\(name) missing"] : [])
  }
}
