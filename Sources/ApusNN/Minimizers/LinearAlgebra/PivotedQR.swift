/// A P = Q R of a matrix with at least as many rows as columns, by Householder reflections; the
/// columns' order P puts the longest remaining column first, so that R's diagonal falls and shows
/// the rank.
///
/// Source: Businger and Golub 1965; Moré, Garbow and Hillstrom 1980, MINPACK.
struct PivotedQR {
  let rowCount: Int
  let columnCount: Int
  /// R in the upper triangle, below the diagonal the reflections' vectors but for their first
  /// elements; by columns.
  private var elements: [Double]
  /// The first elements of the reflections' vectors.
  private var heads: [Double]
  /// The column of A that stands at each place.
  private(set) var order: [Int]
  /// The lengths of A's columns.
  let columnNorms: [Double]

  /// The factors of A, given by columns: `rows` · `columns` numbers, `rows` ≥ `columns`.
  init(columns matrix: [Double], rows: Int, columns: Int) {
    precondition(matrix.count == rows * columns && rows >= columns)
    rowCount = rows
    columnCount = columns
    elements = matrix
    heads = [Double](repeating: 0, count: columns)
    order = Array(0..<columns)
    columnNorms = matrix.withUnsafeBufferPointer { buffer in
      (0..<columns).map {
        norm2(UnsafeBufferPointer(rebasing: buffer[($0 * rows)..<(($0 + 1) * rows)]))
      }
    }
    factor()
  }

  private mutating func factor() {
    var remaining = columnNorms
    var reference = columnNorms
    let (rows, columns) = (rowCount, columnCount)
    elements.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      func length(_ column: Int, from row: Int) -> Double {
        norm2(UnsafeBufferPointer(start: start + column * rows + row, count: rows - row))
      }
      for step in 0..<columns {
        var longest = step
        for column in step..<columns where remaining[column] > remaining[longest] {
          longest = column
        }
        if longest != step {
          for row in 0..<rows { swap(&start[step * rows + row], &start[longest * rows + row]) }
          order.swapAt(step, longest)
          remaining[longest] = remaining[step]
          reference[longest] = reference[step]
        }
        let pivot = start + step * rows + step
        let size = length(step, from: step)
        guard size > 0 else { continue }
        // v = x / α + e₁ with |α| = ‖x‖ and the sign of x₁, so that nothing cancels; R's element is
        // −α.
        let alpha = pivot[0] < 0 ? -size : size
        for row in 0..<(rows - step) { pivot[row] /= alpha }
        pivot[0] += 1
        for column in (step + 1)..<max(columns, step + 1) {
          let target = start + column * rows + step
          let factor = dot(pivot, target, count: rows - step) / pivot[0]
          add(-factor, times: pivot, to: target, count: rows - step)
          guard remaining[column] > 0 else { continue }
          // What is left of the column, by Pythagoras; anew where too little is left for that to be
          // exact.
          let share = target[0] / remaining[column]
          remaining[column] *= max(0, 1 - share * share).squareRoot()
          let left = remaining[column] / reference[column]
          if 0.05 * left * left <= 0x1p-52 {
            remaining[column] = length(column, from: step + 1)
            reference[column] = remaining[column]
          }
        }
        heads[step] = pivot[0]
        pivot[0] = -alpha
      }
    }
  }

  /// R by rows, columns² numbers, zeros below the diagonal.
  var upperTriangle: [Double] {
    var result = [Double](repeating: 0, count: columnCount * columnCount)
    for column in 0..<columnCount {
      for row in 0...column {
        result[row * columnCount + column] = elements[column * rowCount + row]
      }
    }
    return result
  }

  /// The first `columnCount` elements of Qᵀ b.
  func transposedQ(times b: [Double]) -> [Double] {
    var result = b
    for step in 0..<columnCount { reflect(&result, step) }
    return Array(result.prefix(columnCount))
  }

  /// Q c, with zeros after the at most `columnCount` elements of c.
  func q(times c: [Double]) -> [Double] {
    var result = c + [Double](repeating: 0, count: rowCount - c.count)
    for step in (0..<columnCount).reversed() { reflect(&result, step) }
    return result
  }

  /// The reflection of column `step`, which is its own inverse, of a vector.
  private func reflect(_ vector: inout [Double], _ step: Int) {
    guard heads[step] != 0 else { return }
    elements.withUnsafeBufferPointer { buffer in
      vector.withUnsafeMutableBufferPointer { vector in
        guard let start = buffer.baseAddress, let vector = vector.baseAddress else { return }
        let tail = start + step * rowCount + step + 1
        let count = rowCount - step - 1
        let product = heads[step] * vector[step] + dot(tail, vector + step + 1, count: count)
        let factor = product / heads[step]
        vector[step] -= factor * heads[step]
        add(-factor, times: tail, to: vector + step + 1, count: count)
      }
    }
  }
}
