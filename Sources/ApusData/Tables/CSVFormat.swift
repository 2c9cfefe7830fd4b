import ApusCore

/// How a file of comma-separated values is written: RFC 4180, with what varies between files.
///
/// Quotation marks enclose a field that holds separators, line ends or quotation marks, the last
/// doubled: `"6"" nail"`. Lines end with CR LF, LF or CR; empty lines count for nothing.
///
/// Source: Shafranovich 2005, *RFC 4180*.
public struct CSVFormat: Sendable, Hashable {
  /// Where the columns' names come from.
  public enum Header: Sendable, Hashable {
    /// The first line.
    case firstLine
    /// Nowhere: the columns are called "c1", "c2", …
    case none
    /// Here, one for each column; the file has data from its first line on.
    case names([String])
    /// The first line, where it looks like names, else nowhere.
    ///
    /// It does where none of its fields is a number, a date or missing, and either a column has
    /// nothing but numbers or dates below it, or no two are equal and none occurs in its own column
    /// again.
    case detected
  }

  /// What stands between two fields; nil: found out by the first lines, a tab, `;`, `|` or `,`, the
  /// first of these that divides all of them into equally many fields.
  public let separator: Character?
  /// Where the columns' names come from.
  public let header: Header
  /// What a field says where its value is not known.
  public let missing: Set<String>
  /// Whether a field in quotation marks can be a missing value too.
  public let quotedCanBeMissing: Bool
  /// Whether blanks and tabs around a field count for nothing.
  public let trimsSpaces: Bool

  /// A format; traps unless the separator is an ASCII character other than `"` and a line's end.
  public init(
    separator: Character? = ",", header: Header = .firstLine,
    missing: Set<String> = ["", "?", "NA", "NaN"], quotedCanBeMissing: Bool = false,
    trimsSpaces: Bool = true
  ) {
    require(
      separator.map { $0.isASCII && !$0.isNewline && $0 != "\"" } ?? true,
      "CSVFormat: the separator \(separator.debugDescription); it must be ASCII, no \" or line end")
    self.separator = separator
    self.header = header
    self.missing = missing
    self.quotedCanBeMissing = quotedCanBeMissing
    self.trimsSpaces = trimsSpaces
  }

  /// The words that files of several programs say where a value is missing.
  public static let usualMissing: Set<String> = [
    "", "?", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null", "None",
  ]

  /// A file of which nothing is known: separator and header are found out, and missing is what any
  /// usual word says.
  public static let detected = CSVFormat(
    separator: nil, header: .detected, missing: usualMissing, quotedCanBeMissing: true)
}
