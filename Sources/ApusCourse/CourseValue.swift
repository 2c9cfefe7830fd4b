import ApusCore
import Foundation

/// A result as the course prints it: a number, a text, or a list of results.
///
/// ```swift
/// let table: CourseValue = [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
/// ```
public indirect enum CourseValue: Sendable, Equatable {
  /// A number.
  case number(Double)
  /// A word or a sentence.
  case text(String)
  /// Several, in order.
  case list([CourseValue])

  /// These numbers.
  public init(_ numbers: [Double]) { self = .list(numbers.map(CourseValue.number)) }

  /// A tensor's elements, nested by axis; a number where it has no axes.
  public init(_ tensor: Tensor) {
    let elements = tensor.doubles
    let shape = tensor.shape
    func nested(_ axis: Int, _ range: Range<Int>) -> CourseValue {
      if axis == shape.count { return .number(elements[range.lowerBound]) }
      let stride = shape[axis] > 0 ? range.count / shape[axis] : 0
      return .list(
        (0..<shape[axis]).map { place in
          let start = range.lowerBound + place * stride
          return nested(axis + 1, start..<start + stride)
        })
    }
    self = nested(0, 0..<elements.count)
  }

  /// Whether both have the same structure, equal texts, and numbers that differ by no more than
  /// `tolerance`.
  public func agrees(with other: CourseValue, tolerance: Double) -> Bool {
    switch (self, other) {
    case (.number(let a), .number(let b)): (a - b).magnitude <= tolerance
    case (.text(let a), .text(let b)): a == b
    case (.list(let a), .list(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.agrees(with: $1, tolerance: tolerance) }
    default: false
    }
  }
}

extension CourseValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral, ExpressibleByArrayLiteral
{
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// A list.
  public init(arrayLiteral elements: CourseValue...) { self = .list(elements) }
}

extension CourseValue: CustomStringConvertible {
  /// The numbers with six digits, whole ones with all of theirs, in brackets by axis.
  public var description: String {
    switch self {
    case .number(let value) where value == value.rounded() && value.magnitude < 1e15:
      "\(Int(value))"
    case .number(let value): String(format: "%.6g", value)
    case .text(let text): text
    case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    }
  }
}

extension CourseValue: Encodable {
  /// A JSON number, string or array; numbers that JSON does not know as their names.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let value) where value.isFinite: try container.encode(value)
    case .number(let value): try container.encode("\(value)")
    case .text(let text): try container.encode(text)
    case .list(let values): try container.encode(values)
    }
  }
}
