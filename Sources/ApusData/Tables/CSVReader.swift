import ApusFiles

/// The records of a CSV file, one after another; the file is read once and in pieces.
final class CSVReader {
  /// What stands between two separators.
  struct Field {
    let text: String
    /// Whether it stood in quotation marks: then it is never a missing value.
    let isQuoted: Bool
  }

  /// A line of the table; by line ends in quotation marks it may go over several of the file.
  struct Record {
    let fields: [Field]
    /// The file's line that it begins on, from 1.
    let line: Int
  }

  private static let pieceSize = 1 << 16
  private static let (lineFeed, carriageReturn, quote): (UInt8, UInt8, UInt8) = (10, 13, 34)

  private let source: any ByteSource
  /// What stands between two fields.
  private(set) var separator: UInt8
  private let trimsSpaces: Bool
  private var piece: [UInt8] = []
  private var position = 0
  private var line = 1

  init(_ source: any ByteSource, format: CSVFormat) throws {
    self.source = source
    trimsSpaces = format.trimsSpaces
    separator = format.separator?.asciiValue ?? 0
    // A byte order mark, as some programs put before UTF-8.
    if try peek() == 0xEF, piece.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    if piece.starts(with: [0xFF, 0xFE]) || piece.starts(with: [0xFE, 0xFF]) {
      throw DataError(
        .foreign, source.name, "expected UTF-8, found UTF-16 text", advice: "save the file as UTF-8"
      )
    }
    if format.separator == nil {
      let found = CSVDetection.separator(
        Array(piece[position...]), isWhole: piece.count < CSVReader.pieceSize)
      separator = found.asciiValue ?? 44
    }
  }

  /// The next record; nil at the end of the file.
  ///
  /// - Throws: ``DataError`` that names line and column where the file breaks the format.
  func next() throws -> Record? {
    while let byte = try peek(), isLineEnd(byte) { try endLine() }
    guard try peek() != nil else { return nil }
    let start = line
    var fields: [Field] = []
    while true {
      try skipSpaces()
      let field = try peek() == CSVReader.quote ? quotedField : plainField
      fields.append(try field(fields.count + 1))
      guard let byte = try peek() else { break }
      guard byte == separator else {
        try endLine()
        break
      }
      position += 1
    }
    return Record(fields: fields, line: start)
  }

  private func plainField(_ column: Int) throws -> Field {
    var bytes: [UInt8] = []
    while let byte = try peek(), byte != separator, !isLineEnd(byte) {
      guard byte != CSVReader.quote else {
        throw malformed(
          line, column, "a quotation mark inside a field that does not begin with one",
          advice: "enclose the field in quotation marks and double those inside")
      }
      bytes.append(byte)
      position += 1
    }
    while let last = bytes.last, isSpace(last) { bytes.removeLast() }
    return Field(text: try text(bytes, line, column), isQuoted: false)
  }

  private func quotedField(_ column: Int) throws -> Field {
    let start = line
    var bytes: [UInt8] = []
    position += 1
    while true {
      guard let byte = try peek() else {
        throw malformed(
          start, column, "the quotation mark is never closed", advice: "close it")
      }
      if isLineEnd(byte) {
        bytes += try endLine()
        continue
      }
      position += 1
      if byte == CSVReader.quote {
        guard try peek() == CSVReader.quote else { break }
        position += 1
      }
      bytes.append(byte)
    }
    try skipSpaces()
    if let byte = try peek(), byte != separator, !isLineEnd(byte) {
      throw malformed(
        line, column, "more text after the closing quotation mark",
        advice: "double quotation marks that belong to the text")
    }
    return Field(text: try text(bytes, start, column), isQuoted: true)
  }

  private func text(_ bytes: [UInt8], _ line: Int, _ column: Int) throws -> String {
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
      throw malformed(line, column, "not UTF-8 text", advice: "save the file as UTF-8")
    }
    return text
  }

  private func malformed(
    _ line: Int, _ column: Int, _ problem: String, advice: String
  ) -> DataError {
    DataError(.corrupt, "\(source.name):\(line), column \(column)", problem, advice: advice)
  }

  // MARK: Bytes

  /// The byte to be read next; nil at the end.
  private func peek() throws -> UInt8? {
    if position == piece.count {
      piece = try source.readPiece(CSVReader.pieceSize)
      position = 0
    }
    return position < piece.count ? piece[position] : nil
  }

  /// Reads CR LF, LF or CR, one of which is next; what it was.
  @discardableResult
  private func endLine() throws -> [UInt8] {
    line += 1
    let isReturn = try peek() == CSVReader.carriageReturn
    position += 1
    guard isReturn else { return [CSVReader.lineFeed] }
    guard try peek() == CSVReader.lineFeed else { return [CSVReader.carriageReturn] }
    position += 1
    return [CSVReader.carriageReturn, CSVReader.lineFeed]
  }

  private func skipSpaces() throws {
    while let byte = try peek(), isSpace(byte) { position += 1 }
  }

  private func isLineEnd(_ byte: UInt8) -> Bool {
    byte == CSVReader.lineFeed || byte == CSVReader.carriageReturn
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    trimsSpaces && (byte == 32 || byte == 9) && byte != separator
  }
}
