import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import Foundation

/// The user's own tables: `--data houses.csv --set target=price`; also arrays, `--data houses.npz`.
///
/// Arrays are a table of the columns x1, x2, … and y; y is classes where it holds whole numbers or
/// bools by its type, else values.
///
/// What the table holds decides what columns are, how they are scaled and coded, and which classes
/// there are: learned from the rows to train on alone, and kept with the run.
public struct TableData: RecipeData {
  /// A table's data.
  public init() {}

  /// The target, what it is, and how columns are treated.
  public var settings: [Setting] {
    [
      Setting(
        "target", .text, default: "", "the column to predict; the last one where none is named"),
      Setting(
        "task", .choice(["auto"] + TableOptions.Task.allCases.map(\.rawValue)), default: "auto",
        "whether the target is classes or values; auto looks at it"),
      Setting("weight", .text, default: "", "the column that says what each row counts for"),
      Setting(
        "ignore", .text, default: "", "columns to leave out, separated by +"),
      Setting(
        "category", .text, default: "",
        "columns of names, also where they are numbers, separated by +"),
      Setting(
        "missing", .choice(MissingValues.allCases.map(\.rawValue)), default: "fillMean",
        "what becomes of cells without a value"),
      Setting(
        "scaling", .choice(TableOptions.Scaling.allCases.map(\.rawValue)), default: "standard",
        "how columns of numbers are scaled"),
      Setting(
        "oneHot", .integer(1...1000), default: "32",
        "categories of at most so many names become 1 of n, others embeddings"),
    ]
  }

  /// True.
  public func readsFiles(_ settings: SettingValues) -> Bool { true }

  /// Nil: only the table says what its columns are.
  public func expectedFacts(_ settings: SettingValues) -> DataFacts? { nil }

  /// The schema that a run keeps; nil where its facts are those of other data.
  public static func schema(_ facts: DataFacts?) -> TableSchema? {
    (facts?.form).flatMap { try? JSONDecoder().decode(TableSchema.self, from: Data($0.utf8)) }
  }

  /// Reads the table, learns its schema from the rows to train on, and codes all rows by it.
  public func load(_ request: DataRequest) throws -> LoadedData {
    var parts: [DatasetPart: TextTable] = [:]
    var arrayTask: TableOptions.Task?
    if let path = request.path, ArrayFiles.areNamed(by: path) {
      let arrays = try NumPyData.arrays(path)
      parts = try arrays.mapValues { try TextTable($0, path: path) }
      arrayTask = arrays[.train]?.y.dtype.isFloatingPoint == true ? .values : .classes
    }
    let table = try parts[.train] ?? table(request.path)
    var options = try options(request.settings, table)
    options.task = options.task ?? arrayTask
    let (train, test): (TextTable, TextTable)
    if let path = request.validationPath {
      (train, test) = (table, try judged(at: path))
    } else if let part = ArrayFiles.judging(parts) {
      (train, test) = (table, part)
    } else {
      (train, test) = try table.split(testFraction: request.testShare, seed: request.seed, options)
    }
    guard train.rowCount > 0, test.rowCount > 0 else {
      throw DataError(
        .unsuitable, table.name,
        "gives \(train.rowCount) rows to learn from and \(test.rowCount) to judge by",
        advice: "give more rows, or another share by --validation")
    }
    let schema = try Self.schema(request.facts) ?? TableSchema(learnedFrom: train, options)
    let splits = DatasetSplits(train: try schema.encode(train), test: try schema.encode(test))
    let facts = DataFacts(
      of: splits.train, name: request.path ?? "", form: try WholeModel.json(schema))
    return LoadedData(splits, facts, notes: schema.notes)
  }

  /// All rows of a table that have a target.
  public func examples(
    at path: String, _ facts: DataFacts, _ settings: SettingValues
  ) throws -> any Dataset {
    guard let schema = Self.schema(facts) else {
      throw DataError(
        .corrupt, path, "cannot be read: the model does not say how", advice: "train it again")
    }
    return try schema.encode(try judged(at: path))
  }

  /// The table to judge by; of arrays the part for it.
  private func judged(at path: String) throws -> TextTable {
    guard ArrayFiles.areNamed(by: path) else { return try TextTable(path: path) }
    let arrays = try NumPyData.arrays(path)
    guard let pair = ArrayFiles.evaluating(arrays) else { return try TextTable(path: path) }
    return try TextTable(pair, path: path)
  }

  private func table(_ path: String?) throws -> TextTable {
    guard let path else {
      throw DataError(
        .missing, "the table", "is not named",
        advice: "say where it is: --data FILE.csv, or FILE.npz")
    }
    return try TextTable(path: path)
  }

  private func options(_ settings: SettingValues, _ table: TextTable) throws -> TableOptions {
    func names(_ key: String) -> [String] {
      settings.text(key).split(separator: "+").map(String.init)
    }
    var kinds: [String: TableOptions.Kind] = [:]
    for name in names("category") { kinds[name] = .category }
    for name in names("ignore") { kinds[name] = .ignore }
    let target = settings.text("target")
    let weight = settings.text("weight")
    return TableOptions(
      target: target.isEmpty ? table.columnNames.last : target,
      task: TableOptions.Task(rawValue: settings.text("task")),
      weight: weight.isEmpty ? nil : weight, kinds: kinds,
      missing: MissingValues(rawValue: settings.text("missing")) ?? .fillMean,
      scaling: TableOptions.Scaling(rawValue: settings.text("scaling")) ?? .standard,
      oneHotLimit: settings.integer("oneHot"))
  }
}
