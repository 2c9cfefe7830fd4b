import ApusFiles

/// What becomes of cells without a value.
public enum MissingValues: String, Sendable, Hashable, Codable, CaseIterable {
  /// An error that names the first of them.
  case refuse
  /// Their rows are left out.
  case dropRows
  /// Numbers become their column's mean, categories their column's most frequent.
  case fillMean
  /// Numbers become their column's median, categories their column's most frequent.
  case fillMedian
  /// Each becomes its column's most frequent value, the least of them where several are.
  case fillMostFrequent
}

extension Table {
  /// The table with a value in every cell.
  ///
  /// - Parameters:
  ///   - policy: what becomes of cells without one.
  ///   - reference: the table whose means and most frequent values fill them: the training part,
  ///     for parts that a model is judged by; this table where it is nil.
  /// - Throws: ``DataError`` naming line and column for ``MissingValues/refuse``, where a column
  ///   has no value to fill with, and where the reference has other columns.
  public func completed(_ policy: MissingValues, from reference: Table? = nil) throws -> Table {
    switch policy {
    case .refuse:
      for (at, column) in columns.enumerated() {
        if let row = column.missingRows.first { throw missingValue(row: row, column: at) }
      }
      return self
    case .dropRows:
      return rows(
        at: (0..<rowCount).filter { row in !columns.contains { $0.isMissing(row: row) } })
    case .fillMean, .fillMedian, .fillMostFrequent:
      return replacingColumns(
        try columns.enumerated().map { at, column in
          guard let row = column.missingRows.first else { return column }
          guard
            let filled = column.filled(policy, from: try (reference ?? self).column(column.name))
          else {
            throw DataError(
              .unsuitable, place(row: row, column: at),
              "no value to fill it with, or one of another type",
              advice: "leave the column or the row out")
          }
          return filled
        })
    }
  }

  /// What is thrown where a value is needed and missing.
  func missingValue(row: Int, column: Int) -> DataError {
    DataError(
      .unsuitable, place(row: row, column: column), "the value is missing",
      advice: "fill it in, or say what becomes of missing values: dropRows, fillMean, …")
  }
}

extension TableColumn {
  /// The column with the mean or most frequent value of `reference` where one is missing; nil
  /// where the reference has no value or is of another type.
  fileprivate func filled(_ policy: MissingValues, from reference: TableColumn) -> TableColumn? {
    switch (cells, reference.cells) {
    case (.numbers(let numbers), .numbers(let known)):
      let known = known.compactMap { $0 }
      guard !known.isEmpty else { return nil }
      let value =
        switch policy {
        case .fillMean: known.reduce(0, +) / Double(known.count)
        case .fillMedian: median(known)
        default: mostFrequent(known) ?? 0
        }
      return TableColumn(name, .numbers(numbers.map { $0 ?? value }))
    case (.categories(let codes, let names), .categories(let known, let others))
    where names == others:
      guard let code = mostFrequent(known.compactMap { $0 }) else { return nil }
      return TableColumn(name, .categories(codes.map { $0 ?? code }, names: names))
    default: return nil
    }
  }
}

/// The value that occurs most often, the least of them where several do; nil without any.
func mostFrequent<Value: Hashable & Comparable>(_ values: [Value]) -> Value? {
  var counts: [Value: Int] = [:]
  for value in values { counts[value, default: 0] += 1 }
  return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
}

/// The middle of at least one number, or the mean of the two in the middle.
func median(_ numbers: [Double]) -> Double {
  let sorted = numbers.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1
    ? sorted[middle] : sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2
}
