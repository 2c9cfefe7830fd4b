import ApusCore
import ApusFiles

extension Table {
  /// The table's rows as examples: numbers as they are, categories "1 of n".
  ///
  /// A column of numbers gives one feature, a column of n categories n, of which the row's is 1
  /// and the others are 0.
  ///
  /// - Parameters:
  ///   - target: the column to predict: classes where it holds categories, else a value [1].
  ///   - features: the columns to predict from, in this order; nil: all others.
  /// - Returns: float32 features [width], in memory.
  /// - Throws: ``DataError`` where a value is missing or too large for float32, naming line and
  ///   column, where there is no row, and where a name is no column's.
  public func dataset(target: String, features: [String]? = nil) throws -> TensorDataset {
    let targetIndex = try index(of: target)
    let inputs =
      try features?.map(index(of:)) ?? columns.indices.filter { $0 != targetIndex }
    guard rowCount > 0, !inputs.isEmpty else {
      throw DataError(
        .unsuitable, name, "has \(rowCount) rows with \(inputs.count) columns to learn from",
        advice: "both must be at least 1")
    }
    let widths = inputs.map { columns[$0].featureWidth }
    let width = widths.reduce(0, +)
    guard width <= Table.mostFeatures / rowCount else {
      throw DataError(
        .unsuitable, name, "would give \(rowCount) examples of \(width) features",
        advice: "leave out columns in which nearly every row is a category of its own")
    }
    var values = [Float](repeating: 0, count: rowCount * width)
    var offset = 0
    for (column, columnWidth) in zip(inputs, widths) {
      switch columns[column].cells {
      case .numbers:
        for (row, value) in try floats(column).enumerated() { values[row * width + offset] = value }
      case .categories(let codes, _):
        for (row, code) in try present(codes, column).enumerated() {
          values[row * width + offset + code] = 1
        }
      }
      offset += columnWidth
    }
    switch columns[targetIndex].cells {
    case .numbers:
      return TensorDataset(
        features: values, shape: [width], values: try floats(targetIndex), valueShape: [1])
    case .categories(let codes, let names):
      return TensorDataset(
        features: values, shape: [width],
        classes: try present(codes, targetIndex).map { Int32($0) }, classNames: names)
    }
  }

  /// 8 GiB of float32.
  private static let mostFeatures = 1 << 31

  private func floats(_ column: Int) throws -> [Float] {
    guard case .numbers(let numbers) = columns[column].cells else { return [] }
    return try present(numbers, column).enumerated().map { row, number in
      guard Float(number).isFinite else {
        throw DataError(
          .unsuitable, place(row: row, column: column), "\(number) is too large for float32",
          advice: "give the column in another unit")
      }
      return Float(number)
    }
  }

  private func present<Value>(_ cells: [Value?], _ column: Int) throws -> [Value] {
    try cells.enumerated().map { row, cell in
      guard let cell else { throw missingValue(row: row, column: column) }
      return cell
    }
  }
}

extension TableColumn {
  /// How many features it gives.
  fileprivate var featureWidth: Int {
    switch cells {
    case .numbers: 1
    case .categories(_, let names): names.count
    }
  }
}
