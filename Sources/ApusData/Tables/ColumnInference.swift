import ApusFiles
import ApusNN

extension TableColumn {
  /// A column from the text of its cells, nil where a value is missing.
  ///
  /// - Parameters:
  ///   - kind: what it holds; nil: numbers where all texts are numbers, else categories.
  ///   - place: names a row's cell in errors.
  /// - Throws: ``DataError`` where a text is not of the kind.
  init(
    _ name: String, texts: [String?], kind: Kind?, place: (Int) -> String
  ) throws {
    switch kind {
    case .number:
      self.init(name, .numbers(try TableColumn.numbers(texts, place: place)))
    case .category:
      self.init(
        name,
        try TableColumn.categories(texts, namesInOrder(Set(texts.compactMap { $0 })), place: place))
    case .categories(let names):
      self.init(name, try TableColumn.categories(texts, names, place: place))
    case nil:
      let areNumbers = texts.allSatisfy { $0.map { decimalNumber($0) != nil } ?? true }
      try self.init(name, texts: texts, kind: areNumbers ? .number : .category, place: place)
    }
  }

  private static func numbers(_ texts: [String?], place: (Int) -> String) throws -> [Double?] {
    try texts.enumerated().map { row, text in
      guard let text else { return nil }
      guard let number = decimalNumber(text) else {
        throw DataError(
          .corrupt, place(row), "\(quoted(text)) is not a number",
          advice: "correct it, or read the column as a category")
      }
      return number
    }
  }

  private static func categories(
    _ texts: [String?], _ names: [String], place: (Int) -> String
  ) throws -> Cells {
    let codes = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    return .categories(
      try texts.enumerated().map { row, text in
        guard let text else { return nil }
        guard let code = codes[text] else {
          throw DataError(
            .corrupt, place(row), "\(quoted(text)) is none of \(names.joined(separator: ", "))",
            advice: "correct it")
        }
        return code
      }, names: names)
  }
}
