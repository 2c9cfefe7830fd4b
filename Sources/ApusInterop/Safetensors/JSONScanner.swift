import ApusFiles

/// Reads JSON of a form that is known beforehand, piece by piece: objects, texts, lists of whole
/// numbers (RFC 8259).
struct JSONScanner {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  private let path: String

  /// A scanner at the start of `bytes`, of the file that errors call `path`.
  init(_ bytes: UnsafeRawBufferPointer, path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// Reads an object: `member` is called after each name and reads its value.
  mutating func object(_ member: (inout JSONScanner, String) throws -> Void) throws {
    try expect(UInt8(ascii: "{"), "an object")
    if skip(UInt8(ascii: "}")) { return }
    repeat {
      let name = try string()
      try expect(UInt8(ascii: ":"), "':'")
      try member(&self, name)
    } while skip(UInt8(ascii: ","))
    try expect(UInt8(ascii: "}"), "',' or '}'")
  }

  /// Reads a list of whole numbers from 0.
  mutating func integers(atMost most: Int, for what: String) throws -> [Int] {
    try expect(UInt8(ascii: "["), "a list")
    var result = [Int]()
    if skip(UInt8(ascii: "]")) { return result }
    repeat {
      guard result.count < most else { throw error("at most \(most) \(what)") }
      result.append(try integer())
    } while skip(UInt8(ascii: ","))
    try expect(UInt8(ascii: "]"), "',' or ']'")
    return result
  }

  /// Reads a text.
  mutating func string() throws -> String {
    try expect(UInt8(ascii: "\""), "a text")
    var result = [UInt8]()
    while let byte = next() {
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: result, as: UTF8.self) else { throw error("UTF-8") }
        return text
      case UInt8(ascii: "\\"): try escape(into: &result)
      case 0..<0x20: throw error("no control character in a text")
      default: result.append(byte)
      }
    }
    throw error("the end of a text")
  }

  /// Fails unless only white space is left.
  mutating func expectEnd() throws {
    skipSpace()
    guard position == bytes.count else { throw error("the end of the header") }
  }

  /// What went wrong here: `expected` was.
  func error(_ expected: String) -> FileError {
    FileError(
      path, "is damaged: expected \(expected) at byte \(position) of its header; get the file again"
    )
  }

  private mutating func escape(into result: inout [UInt8]) throws {
    switch next() {
    case UInt8(ascii: "\""): result.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): result.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "/"): result.append(UInt8(ascii: "/"))
    case UInt8(ascii: "b"): result.append(8)
    case UInt8(ascii: "f"): result.append(12)
    case UInt8(ascii: "n"): result.append(10)
    case UInt8(ascii: "r"): result.append(13)
    case UInt8(ascii: "t"): result.append(9)
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if code & 0xFC00 == 0xD800 {
        // A character beyond 16 bits comes as two.
        guard next() == UInt8(ascii: "\\"), next() == UInt8(ascii: "u") else {
          throw error("the second half of a character")
        }
        let low = try hexadecimal()
        guard low & 0xFC00 == 0xDC00 else { throw error("the second half of a character") }
        code = 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF
      }
      guard let scalar = Unicode.Scalar(code) else { throw error("a character") }
      result += Array(String(Character(scalar)).utf8)
    default: throw error("an escaped character")
    }
  }

  private mutating func hexadecimal() throws -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = next().flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
        throw error("four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  private mutating func integer() throws -> Int {
    skipSpace()
    let start = position
    var value = 0
    while position < bytes.count, case let digit = Int(bytes[position]) - 48, 0...9 ~= digit {
      let (tens, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, tooLarge) = tens.addingReportingOverflow(digit)
      guard !overflows, !tooLarge else { throw error("a number below 2⁶³") }
      value = sum
      position += 1
    }
    guard position > start, position == start + 1 || bytes[start] != 48 else {
      throw error("a whole number from 0")
    }
    return value
  }

  private mutating func next() -> UInt8? {
    guard position < bytes.count else { return nil }
    position += 1
    return bytes[position - 1]
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: UInt8, _ what: String) throws {
    guard skip(byte) else { throw error(what) }
  }
}
