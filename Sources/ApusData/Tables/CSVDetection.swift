import ApusFiles

/// What the contents of a CSV file tell of its form.
enum CSVDetection {
  private static let separators: [Character] = ["\t", ";", "|", ","]
  private static let mostLines = 100

  /// What stands between the fields of a file that begins with `start`.
  ///
  /// - Parameter isWhole: whether that is all of the file, so that its last line is whole too.
  static func separator(_ start: [UInt8], isWhole: Bool) -> Character {
    var best: (separator: Character, share: Double)?
    for separator in separators {
      let counts = fieldCounts(start, separator: separator, isWhole: isWhole)
      var frequencies: [Int: Int] = [:]
      for count in counts where count > 1 { frequencies[count, default: 0] += 1 }
      let share = Double(frequencies.values.max() ?? 0) / Double(max(counts.count, 1))
      if share > best?.share ?? 0 { best = (separator, share) }
    }
    return best?.separator ?? ","
  }

  /// The number of fields in each of the first lines.
  private static func fieldCounts(
    _ start: [UInt8], separator: Character, isWhole: Bool
  ) -> [Int] {
    // Broken quotation marks end it early: the reader itself says what is wrong.
    guard
      let reader = try? CSVReader(
        MemorySource(start, name: ""), format: CSVFormat(separator: separator))
    else { return [] }
    var counts: [Int] = []
    while counts.count < mostLines, let record = try? reader.next() {
      counts.append(record.fields.count)
    }
    let isCut = !isWhole && counts.count < mostLines && counts.count > 1
    return isCut ? counts.dropLast() : counts
  }

  /// Whether the first line of a table is its header; see ``CSVFormat/Header/detected``.
  ///
  /// - Parameter columns: the texts of each column from the first line on, nil where a value is
  ///   missing.
  static func hasHeader(_ columns: [[String?]]) -> Bool {
    let first = columns.compactMap { $0.first ?? nil }
    // Programs leave the name of a column of row numbers empty.
    let isComplete = first.count == columns.count || columns.first?.first == .some(nil)
    guard isComplete, first.count >= columns.count - 1, !first.isEmpty,
      !first.contains(where: isNumberOrDate)
    else { return false }
    let others = columns.map { $0.dropFirst().prefix(1000) }
    guard others.contains(where: { !$0.isEmpty }) else { return true }
    let tells = others.contains { texts in
      let known = texts.compactMap { $0 }
      return !known.isEmpty && known.allSatisfy(isNumberOrDate)
    }
    // Two columns of one name are a mistake in a header, equal values in a row are none.
    guard Set(first).count == first.count else { return tells }
    return tells
      || !zip(columns, others).contains { column, others in
        guard let name = column[0] else { return false }
        return others.contains(name)
      }
  }

  private static func isNumberOrDate(_ text: String) -> Bool {
    decimalNumber(text, allowsComma: true) != nil || DateText.form(of: [text]) != nil
  }
}
