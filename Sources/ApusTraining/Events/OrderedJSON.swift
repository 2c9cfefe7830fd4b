import Foundation

/// Encodes values as JSON on one line, the members of an object in the order in which they are
/// encoded.
///
/// Foundation's encoder sorts members or leaves their order open, but the values of an epoch have
/// an order that people see. A number is the shortest text that reads back the same; one that is
/// not finite is null (``jsonNumber(_:)``). Containers are written as they come: a nested one is
/// complete once its parent takes another value.
package struct OrderedJSONEncoder {
  /// An encoder.
  package init() {}

  /// The value as JSON, without a line's end.
  ///
  /// - Throws: what the value's own encoding throws.
  package func encode(_ value: some Encodable) throws -> String {
    let writer = OrderedWriter()
    try writer.write(value, at: 0)
    return writer.text
  }
}

/// The text so far and the brackets that are open.
private final class OrderedWriter {
  private(set) var text = ""
  private var closings: [String] = []
  /// Whether the innermost bracket holds nothing yet.
  private var isFresh = true

  /// Closes brackets until `depth` of them are open.
  func close(to depth: Int) {
    while closings.count > depth, let closing = closings.popLast() {
      text += closing
      isFresh = false
    }
  }

  /// Opens an object or a list at `depth`, unless it is open already.
  func open(_ opening: String, _ closing: String, at depth: Int) {
    close(to: depth + 1)
    guard closings.count == depth else { return }
    text += opening
    closings.append(closing)
    isFresh = true
  }

  /// Begins another element of the list or object that `depth` brackets enclose.
  func beginElement(at depth: Int) {
    close(to: depth)
    if !isFresh { text += "," }
    isFresh = false
  }

  func beginMember(_ name: String, at depth: Int) {
    beginElement(at: depth)
    quote(name)
    text += ":"
  }

  func scalar(_ value: String) { text += value }

  /// Text in quotation marks.
  func quote(_ value: String) {
    text += "\""
    defer { text += "\"" }
    // Names and most texts stand as they are.
    let isPlain = value.utf8.allSatisfy {
      $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    if isPlain { return text += value }
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
  }

  /// Writes a whole value where `depth` brackets are open.
  func write(_ value: some Encodable, at depth: Int) throws {
    switch value {
    case let value as String: quote(value)
    case let value as Int: scalar(String(value))
    case let value as Double: scalar(jsonNumber(value))
    case let value as Bool: scalar(value ? "true" : "false")
    default:
      try value.encode(to: OrderedEncoder(writer: self, depth: depth))
      close(to: depth)
    }
  }
}

/// A value's door to the text.
private struct OrderedEncoder: Encoder {
  let writer: OrderedWriter
  let depth: Int
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    writer.open("{", "}", at: depth)
    return KeyedEncodingContainer(OrderedMembers<Key>(writer: writer, depth: depth + 1))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    writer.open("[", "]", at: depth)
    return OrderedElements(writer: writer, depth: depth + 1)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    OrderedValue(writer: writer, depth: depth)
  }
}

/// An object that is being written.
private struct OrderedMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let writer: OrderedWriter
  let depth: Int
  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) {
    writer.beginMember(key.stringValue, at: depth)
    writer.scalar("null")
  }

  // Without a look at what type it is: an epoch's values are written after each.
  func encode(_ value: Double, forKey key: Key) {
    writer.beginMember(key.stringValue, at: depth)
    writer.scalar(jsonNumber(value))
  }

  func encode(_ value: Int, forKey key: Key) {
    writer.beginMember(key.stringValue, at: depth)
    writer.scalar(String(value))
  }

  func encode(_ value: some Encodable, forKey key: Key) throws {
    writer.beginMember(key.stringValue, at: depth)
    try writer.write(value, at: depth)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    encoder(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { encoder(AnyName("super")) }
  func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }

  private func encoder(_ key: any CodingKey) -> OrderedEncoder {
    writer.beginMember(key.stringValue, at: depth)
    return OrderedEncoder(writer: writer, depth: depth)
  }
}

/// A list that is being written.
private struct OrderedElements: UnkeyedEncodingContainer {
  let writer: OrderedWriter
  let depth: Int
  private(set) var count = 0
  var codingPath: [any CodingKey] { [] }

  mutating func encodeNil() {
    begin()
    writer.scalar("null")
  }

  mutating func encode(_ value: some Encodable) throws {
    begin()
    try writer.write(value, at: depth)
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    begin()
    return OrderedEncoder(writer: writer, depth: depth).container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    begin()
    return OrderedEncoder(writer: writer, depth: depth).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder {
    begin()
    return OrderedEncoder(writer: writer, depth: depth)
  }

  private mutating func begin() {
    writer.beginElement(at: depth)
    count += 1
  }
}

/// A single value that is being written.
private struct OrderedValue: SingleValueEncodingContainer {
  let writer: OrderedWriter
  let depth: Int
  var codingPath: [any CodingKey] { [] }

  func encodeNil() { writer.scalar("null") }
  func encode(_ value: Bool) { writer.scalar(value ? "true" : "false") }
  func encode(_ value: String) { writer.quote(value) }
  func encode(_ value: Double) { writer.scalar(jsonNumber(value)) }
  func encode(_ value: Float) { writer.scalar(value.isFinite ? "\(value)" : "null") }
  func encode(_ value: Int) { writer.scalar("\(value)") }
  func encode(_ value: Int8) { writer.scalar("\(value)") }
  func encode(_ value: Int16) { writer.scalar("\(value)") }
  func encode(_ value: Int32) { writer.scalar("\(value)") }
  func encode(_ value: Int64) { writer.scalar("\(value)") }
  func encode(_ value: UInt) { writer.scalar("\(value)") }
  func encode(_ value: UInt8) { writer.scalar("\(value)") }
  func encode(_ value: UInt16) { writer.scalar("\(value)") }
  func encode(_ value: UInt32) { writer.scalar("\(value)") }
  func encode(_ value: UInt64) { writer.scalar("\(value)") }
  func encode(_ value: some Encodable) throws {
    try writer.write(value, at: depth)
  }
}

/// Decodes JSON as Foundation does, and says in which order the members of its objects came.
package struct OrderedJSONDecoder {
  /// A decoder.
  package init() {}

  /// The value in `text`.
  ///
  /// - Throws: `DecodingError` where the text is no such value.
  package func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
    let decoder = JSONDecoder()
    if let key = CodingUserInfoKey.memberRanks { decoder.userInfo[key] = Self.ranks(in: text) }
    return try decoder.decode(type, from: Data(text.utf8))
  }

  /// The names of all members in the order in which they first come.
  private static func ranks(in text: String) -> [String: Int] {
    var ranks: [String: Int] = [:]
    var rest = text.utf8[...]
    while let start = rest.firstIndex(of: UInt8(ascii: "\"")) {
      var end = rest.index(after: start)
      while end < rest.endIndex, rest[end] != UInt8(ascii: "\"") {
        if rest[end] == UInt8(ascii: "\\") { end = rest.index(after: end) }
        if end < rest.endIndex { end = rest.index(after: end) }
      }
      guard end < rest.endIndex else { break }
      let quoted = rest[start...end]
      rest = rest[rest.index(after: end)...]
      // What a colon follows is a name, all else a text.
      guard rest.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: ":") else {
        continue
      }
      let name =
        quoted.contains(UInt8(ascii: "\\"))
        ? try? JSONDecoder().decode(String.self, from: Data(quoted))
        : String(quoted.dropFirst().dropLast())
      if let name, ranks[name] == nil { ranks[name] = ranks.count }
    }
    return ranks
  }
}

extension CodingUserInfoKey {
  /// The order of members: a dictionary from names to ranks.
  fileprivate static let memberRanks = CodingUserInfoKey(rawValue: "apus.memberRanks")
}

/// Any name of a member.
struct AnyName: CodingKey, ExpressibleByStringLiteral {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init(stringLiteral name: String) { stringValue = name }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// The numbers among an object's members but those of these names, in the text's order; null is
  /// not a number.
  func namedNumbers(besides names: Set<String>) throws -> [(name: String, value: Double)] {
    let members = try container(keyedBy: AnyName.self)
    let ranks = CodingUserInfoKey.memberRanks.flatMap { userInfo[$0] as? [String: Int] } ?? [:]
    let keys = members.allKeys.filter { !names.contains($0.stringValue) }.sorted {
      (ranks[$0.stringValue] ?? .max, $0.stringValue)
        < (ranks[$1.stringValue] ?? .max, $1.stringValue)
    }
    return try keys.map { ($0.stringValue, try members.decode(Double?.self, forKey: $0) ?? .nan) }
  }
}

extension KeyedEncodingContainer<AnyName> {
  /// Adds numbers by their names.
  mutating func encode(_ values: [(name: String, value: Double)]) throws {
    for (name, value) in values { try encode(value, forKey: AnyName(name)) }
  }
}

/// A number as JSON has it: the shortest that reads back the same; null where it is not finite, as
/// JSON has no NaN.
public func jsonNumber(_ value: Double) -> String {
  guard value.isFinite else { return "null" }
  return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
}
