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
    /// Nowhere: the columns are called "1", "2", …
    case none
    /// Here, one for each column; the file has data from its first line on.
    case names([String])
  }

  /// What stands between two fields.
  public let separator: Character
  /// Where the columns' names come from.
  public let header: Header
  /// What a field without quotation marks says where its value is not known.
  public let missing: Set<String>
  /// Whether blanks and tabs around a field count for nothing.
  public let trimsSpaces: Bool

  /// A format; traps unless the separator is an ASCII character other than `"` and a line's end.
  public init(
    separator: Character = ",", header: Header = .firstLine,
    missing: Set<String> = ["", "?", "NA", "NaN"], trimsSpaces: Bool = true
  ) {
    require(
      separator.isASCII && !separator.isNewline && separator != "\"",
      "CSVFormat: the separator \(separator.debugDescription); it must be ASCII, no \" or line end")
    self.separator = separator
    self.header = header
    self.missing = missing
    self.trimsSpaces = trimsSpaces
  }
}
