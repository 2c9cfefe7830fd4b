import ApusRuns

/// Text in columns, each as wide as its widest entry; numbers in columns of `right` stand to the
/// right.
func table(_ rows: [[String]], right: Set<Int> = []) -> String {
  // What is printed in another form must be measured in it.
  let rows = rows.map { $0.map(\.shownInOneLine) }
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in
    rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
  }
  return rows.map { row in
    let cells = row.enumerated().map { column, text -> String in
      let space = String(repeating: " ", count: widths[column] - text.count)
      return right.contains(column) ? space + text : text + space
    }
    var line = cells.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }.joined(separator: "\n")
}
