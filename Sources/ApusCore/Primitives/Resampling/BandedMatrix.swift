/// A matrix whose rows are zero but for neighbouring elements.
struct BandedMatrix: Sendable {
  let columns: Int
  /// The column of each row's first weight.
  private(set) var begins: [Int32] = []
  /// Where each row's weights lie, and the end of the last.
  private(set) var offsets: [Int32] = [0]
  private(set) var weights: [Double] = []
  /// The same in float32.
  private(set) var floats: [Float] = []

  /// The memory that it takes.
  var byteCount: Int { weights.count * (8 + 4) + (begins.count + offsets.count) * 4 }

  /// A matrix without rows.
  init(columns: Int) { self.columns = columns }

  /// The number of rows.
  var rows: Int { begins.count }

  /// Adds a row with these weights from column `begin` on.
  mutating func append(_ weights: some Sequence<Double>, from begin: Int) {
    for weight in weights {
      self.weights.append(weight)
      floats.append(Float(weight))
    }
    begins.append(Int32(begin))
    offsets.append(Int32(self.weights.count))
  }

  /// Aᵀ. Its rows reach from their first weight to the last, with zeros where weights are missing
  /// between.
  var transposed: BandedMatrix {
    var first = [Int](repeating: rows, count: columns)
    var last = [Int](repeating: -1, count: columns)
    forEach { row, column, _ in
      first[column] = min(first[column], row)
      last[column] = row
    }
    var result = BandedMatrix(columns: rows)
    for column in 0..<columns {
      let count = max(0, last[column] - first[column] + 1)
      result.append(repeatElement(0, count: count), from: count == 0 ? 0 : first[column])
    }
    forEach { row, column, weight in
      let position = Int(result.offsets[column]) + row - first[column]
      result.weights[position] = weight
      result.floats[position] = Float(weight)
    }
    return result
  }

  /// Calls `body` with row, column and value of each weight, row by row.
  private func forEach(_ body: (Int, Int, Double) -> Void) {
    for row in begins.indices {
      for position in Int(offsets[row])..<Int(offsets[row + 1]) {
        body(row, Int(begins[row]) + position - Int(offsets[row]), weights[position])
      }
    }
  }
}
