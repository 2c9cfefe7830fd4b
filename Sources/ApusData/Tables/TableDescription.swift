import ApusNN
import Foundation

extension Table: CustomStringConvertible {
  /// Name, size, and the rows as aligned columns: of many rows and columns the first and the last.
  /// Numbers have six digits.
  public var description: String {
    let rows = shownPlaces(of: rowCount, at: 10)
    let places = shownPlaces(of: columns.count, at: 10)
    var cells = [[""] + places.map { $0.map { shownText(columns[$0].name) } ?? "…" }]
    for row in rows {
      cells.append(
        [row.map(String.init) ?? "…"]
          + places.map { place in
            guard let row, let place else { return row == nil && place != nil ? "…" : "" }
            return columns[place].text(row: row)
          })
    }
    let isNumber = [true] + places.map { $0.map { columns[$0].isNumber } ?? false }
    let widths = isNumber.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    let lines = cells.map { row in
      var line = ""
      for (column, text) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - text.count)
        line += (column == 0 ? "" : "  ") + (isNumber[column] ? space + text : text + space)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
    let size =
      """
      \(rowCount) \(rowCount == 1 ? "row" : "rows"), \(columns.count) \
      \(columns.count == 1 ? "column" : "columns")
      """
    let file = name.split(separator: "/").last.map(String.init) ?? name
    return (["\(shownText(file)): \(size)"] + lines).joined(separator: "\n")
  }
}

extension TableColumn: CustomStringConvertible {
  /// Name, number of rows, and what stands in it: the range of numbers, or the categories.
  public var description: String {
    let missing = missingRows.count
    let rows = "\(count) rows\(missing == 0 ? "" : ", \(missing) missing")"
    switch cells {
    case .numbers(let numbers):
      let known = numbers.compactMap { $0 }
      guard let least = known.min(), let greatest = known.max() else {
        return "\(shownText(name)): \(rows), no numbers"
      }
      return "\(shownText(name)): \(rows), \(rounded(least)) to \(rounded(greatest))"
    case .categories(_, let names):
      let shown = names.prefix(8).map(shownText).joined(separator: ", ")
      return
        """
        \(shownText(name)): \(rows), \(names.count) categories: \
        \(shown)\(names.count > 8 ? ", …" : "")
        """
    }
  }

  fileprivate var isNumber: Bool { if case .numbers = cells { true } else { false } }

  /// What a row's cell shows.
  fileprivate func text(row: Int) -> String {
    switch cells {
    case .numbers(let numbers): numbers[row].map(rounded) ?? "missing"
    case .categories(let codes, let names): codes[row].map { shownText(names[$0]) } ?? "missing"
    }
  }
}

/// The places that are shown of `count`: all, or the first and the last with a gap, nil, between
/// them.
private func shownPlaces(of count: Int, at most: Int) -> [Int?] {
  guard count > most else { return Array(0..<count) }
  return Array(0..<most / 2) + [nil] + Array(count - most / 2..<count)
}

/// A number with at most six significant digits.
private func rounded(_ number: Double) -> String { String(format: "%.6g", number) }

/// A text on one line, cut where it is long.
private func shownText(_ text: String) -> String {
  let line = text.onOneLine
  return line.count > 30 ? line.prefix(29) + "…" : line
}
