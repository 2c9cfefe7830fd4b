import ApusCore

/// What a batch holds under a name: shape and element type of one example, and what the numbers
/// mean.
public struct Field: Sendable, Hashable, Codable {
  /// What the numbers of a field are.
  public enum Meaning: Sendable, Hashable, Codable {
    /// Numbers that can be calculated with.
    case values
    /// Numbers of classes, whose names these are, in order.
    case classes([String])
    /// A share for each of these classes, along the last axis.
    case shares([String])
  }

  /// The name in batches.
  public var name: String
  /// The shape of one example; nil where an extent varies from batch to batch.
  public var extents: [Int?]
  /// The element type.
  public var dtype: DType
  /// What the numbers are.
  public var meaning: Meaning

  /// A field of one size.
  public init(
    _ name: String, _ shape: Shape, _ dtype: DType = .float32, meaning: Meaning = .values
  ) {
    self.init(name, extents: shape.map { $0 }, dtype, meaning: meaning)
  }

  /// A field some of whose extents vary, which are nil.
  public init(
    _ name: String, extents: [Int?], _ dtype: DType = .float32, meaning: Meaning = .values
  ) {
    self.name = name
    self.extents = extents
    self.dtype = dtype
    self.meaning = meaning
  }

  /// One class an example: int32, a scalar.
  public static func classes(_ classNames: [String], named name: String = labels) -> Field {
    Field(name, [], .int32, meaning: .classes(classNames))
  }

  /// The shape of one example; nil where an extent varies.
  public var shape: Shape? {
    let known = extents.compactMap { $0 }
    return known.count == extents.count ? Shape(known) : nil
  }

  /// What the classes are called; empty where the numbers are values.
  public var classNames: [String] {
    switch meaning {
    case .classes(let names), .shares(let names): names
    case .values: []
    }
  }

  /// The name of a single input.
  public static let features = "features"
  /// The name of a single target.
  public static let labels = "labels"
}

extension Field: CustomStringConvertible {
  /// Name, element type and shape, as in `features float32[28, 28, 1]`; extents that vary are `?`.
  public var description: String {
    "\(name) \(dtype)[\(extents.map { $0.map(String.init) ?? "?" }.joined(separator: ", "))]"
  }
}
