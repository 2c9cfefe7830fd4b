import ApusCore
import ApusFiles

/// Reads the dictionary of a `.npy` header: a Python literal with three known keys.
struct PythonScanner {
  /// The three values.
  struct Fields {
    var descr: String
    var fortranOrder: Bool
    var shape: [Int]
  }

  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  private let path: String

  /// A scanner at the start of `bytes`, of the file that errors call `path`.
  init(_ bytes: UnsafeRawBufferPointer, path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// Reads the whole dictionary.
  ///
  /// - Throws: ``FileError`` where a key is missing, unknown or there twice, or a value is of the
  ///   wrong kind.
  mutating func headerFields() throws -> Fields {
    var type: String?
    var order: Bool?
    var axes: [Int]?
    try expect("{", "a dictionary")
    while !skip("}") {
      let key = try string()
      try expect(":", "':'")
      switch key {
      case "descr" where type == nil: type = try elementType()
      case "fortran_order" where order == nil: order = try flag()
      case "shape" where axes == nil: axes = try extents()
      default: throw error("descr, fortran_order and shape, once each")
      }
      if !skip(",") {
        try expect("}", "',' or '}'")
        break
      }
    }
    skipSpace()
    guard position == bytes.count, let descr = type, let fortranOrder = order, let shape = axes
    else {
      throw error("descr, fortran_order and shape, and no more")
    }
    return Fields(descr: descr, fortranOrder: fortranOrder, shape: shape)
  }

  private mutating func elementType() throws -> String {
    skipSpace()
    if [UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{")].contains(peek) {
      throw FileError(
        path, "holds records with named fields; save each field as an array of its own")
    }
    return try string()
  }

  private mutating func string() throws -> String {
    skipSpace()
    guard let quote = peek, [UInt8(ascii: "'"), UInt8(ascii: "\"")].contains(quote) else {
      throw error("a text")
    }
    let start = position + 1
    guard let end = bytes[start...].firstIndex(of: quote), end - start <= 64,
      !bytes[start..<end].contains(UInt8(ascii: "\\")),
      let text = String(validating: bytes[start..<end], as: UTF8.self)
    else { throw error("a short text") }
    position = end + 1
    return text
  }

  private mutating func flag() throws -> Bool {
    if skip("True") { return true }
    if skip("False") { return false }
    throw error("True or False")
  }

  private mutating func extents() throws -> [Int] {
    try expect("(", "a tuple")
    var result = [Int]()
    while !skip(")") {
      guard result.count < Shape.maximumRank else {
        throw FileError(path, "has more than \(Shape.maximumRank) axes; reshape it before saving")
      }
      result.append(try integer())
      if !skip(",") {
        // Parentheses about one number are no tuple, as for Python.
        guard result.count > 1 else { throw error("','") }
        try expect(")", "',' or ')'")
        break
      }
    }
    return result
  }

  private mutating func integer() throws -> Int {
    skipSpace()
    let start = position
    while let byte = peek, 48...57 ~= byte { position += 1 }
    guard position > start,
      let value = Int(String(decoding: bytes[start..<position], as: UTF8.self))
    else { throw error("a whole number from 0 to 2⁶³ − 1") }
    // Python 2 wrote long integers so.
    _ = skip("L")
    return value
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  private mutating func skip(_ text: String) -> Bool {
    skipSpace()
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  private mutating func expect(_ text: String, _ what: String) throws {
    guard skip(text) else { throw error(what) }
  }

  private func error(_ expected: String) -> FileError {
    FileError(
      path, "is damaged: expected \(expected) at byte \(position) of its header; get the file again"
    )
  }
}
