import ApusFiles
import Foundation

/// A setting's value in a configuration: what JSON can hold.
public enum ConfigurationValue: Sendable, Hashable {
  /// No value.
  case null
  /// True or false.
  case flag(Bool)
  /// A whole number.
  case integer(Int)
  /// A number.
  case number(Double)
  /// A text.
  case text(String)
  /// Values in order.
  case list([ConfigurationValue])
  /// Values by name.
  case object([String: ConfigurationValue])
}

extension ConfigurationValue: Codable {
  /// Reads it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([ConfigurationValue].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: ConfigurationValue].self))
    }
  }

  /// Writes it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .flag(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}

extension ConfigurationValue: CustomStringConvertible {
  /// As JSON writes it, the names of an object in order.
  public var description: String {
    switch self {
    case .null: "null"
    case .flag(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): "\"\(value)\""
    case .list(let values): "[\(values.map(\.description).joined(separator: ", "))]"
    case .object(let values):
      "{"
        + values.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
        .joined(separator: ", ") + "}"
    }
  }
}

extension ConfigurationValue {
  /// The value as messages show it: whole where it is short, else what it is.
  package var shown: String {
    switch self {
    case .text(let text): return quoted(text)
    case .list(let values):
      let text = description.onOneLine
      return text.count <= 60 ? text : "a list of \(values.count)"
    case .object(let values):
      for key in ["class_name", "name", "type"] {
        if case .text(let name)? = values[key] { return "an object \(quoted(name))" }
      }
      let text = description.onOneLine
      return text.count <= 60 ? text : "an object of \(values.count) settings"
    default: return description
    }
  }
}

extension ConfigurationValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral
{
  /// The literal.
  public init(booleanLiteral value: Bool) { self = .flag(value) }
  /// The literal.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// The literal.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// The literal.
  public init(stringLiteral value: String) { self = .text(value) }
  /// The literal.
  public init(arrayLiteral elements: ConfigurationValue...) { self = .list(elements) }
}

extension ConfigurationValue {
  /// The least and the greatest of a range, as ``Options/range(_:in:default:)`` reads it.
  public static func range(_ range: ClosedRange<Double>) -> ConfigurationValue {
    .list([.number(range.lowerBound), .number(range.upperBound)])
  }

  static func pair(_ values: (Int, Int)) -> ConfigurationValue {
    .list([.integer(values.0), .integer(values.1)])
  }
}

extension ConfigurationValue {
  /// What can be written as JSON, as a value.
  init(coding value: some Encodable) throws {
    self = try JSONDecoder().decode(Self.self, from: JSONEncoder().encode(value))
  }

  /// What the value is the JSON of.
  func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(type, from: JSONEncoder().encode(self))
  }
}
