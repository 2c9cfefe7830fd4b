import ApusCore

extension Sequential: CustomStringConvertible {
  /// The layers, a line each, with the shapes of their outputs where they are known: what
  /// `print(model)` shows.
  public var description: String {
    guard let inputShape, let inputType, isBuilt else {
      return listed(
        "\(ownName), not built",
        zip(layerNames, layers).map { [$0, typeName(of: $1), "", ""] })
    }
    return described(summary(inputShape, dtype: inputType.dtype))
  }
}

extension Model: CustomStringConvertible {
  /// The layers, a line each, with the shapes of their outputs: what `print(model)` shows.
  public var description: String { described(summary()) }
}

/// The rows of a summary, without its frame.
private func described(_ summary: ModelSummary) -> String {
  listed(
    "\(summary.name), \(summary.total.withSeparators) parameters",
    summary.rows.map { row in
      [
        row.name, row.type, row.output?.description ?? "",
        row.parameters == 0 ? "" : row.parameters.withSeparators,
      ]
    })
}

/// A heading and aligned columns, the last to the right; of many rows the first and the last.
private func listed(_ heading: String, _ rows: [[String]]) -> String {
  var rows = rows
  let shown = 24
  if rows.count > shown {
    let hidden = rows.count - shown
    rows.replaceSubrange(
      shown / 2..<rows.count - shown / 2, with: [["… \(hidden) more", "", "", ""]])
  }
  let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
  let lines = rows.map { row in
    let cells = row.enumerated().map { column, text in
      let space = String(repeating: " ", count: widths[column] - text.count)
      return column == 3 ? space + text : text + space
    }
    var line = "  " + cells.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
  return ([heading + ":"] + lines).joined(separator: "\n")
}

extension ConfigurableModule {
  /// The type and its main settings, as in `Dense(activation: relu, units: 10, useBias: true)`.
  public var description: String {
    let shown = options.sorted { $0.key < $1.key }.compactMap { name, value -> String? in
      if name.hasSuffix("Initializer") { return nil }
      switch value {
      case .null, .object: return nil
      case .text(let text): return "\(name): \(text)"
      default: return "\(name): \(value)"
      }
    }
    return "\(Self.typeName)(\(shown.joined(separator: ", ")))"
  }
}
