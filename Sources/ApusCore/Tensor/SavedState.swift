/// What a part of training remembers, in a form that checkpoints keep to the last bit: lists of
/// numbers, texts, tensors and rings of rows by name.
public struct SavedState: Sendable {
  /// The tensors by name.
  public var tensors: [String: Tensor]
  /// The texts by name.
  public var texts: [String: String]
  /// The rings of rows by name: what is large and mostly stays, of which checkpoints write what is
  /// new.
  public var rings: [String: RowRing]
  /// The numbers' bits: decimal text keeps neither the last of them nor what is not finite.
  package private(set) var bits: [String: [UInt64]] = [:]

  /// A state of these numbers, texts, tensors and rings of rows.
  public init(
    _ numbers: [String: [Double]] = [:], texts: [String: String] = [:],
    tensors: [String: Tensor] = [:], rings: [String: RowRing] = [:]
  ) {
    self.rings = rings
    self.tensors = tensors
    self.texts = texts
    bits = numbers.mapValues { $0.map(\.bitPattern) }
  }

  /// The state that a file's numbers and tensors are.
  package init(bits: [String: [UInt64]], texts: [String: String], tensors: [String: Tensor]) {
    self.bits = bits
    rings = [:]
    self.texts = texts
    self.tensors = tensors
  }

  /// Whether there is nothing to keep.
  public var isEmpty: Bool { bits.isEmpty && texts.isEmpty && tensors.isEmpty && rings.isEmpty }

  /// The numbers of that name; nil where it is missing.
  public subscript(name: String) -> [Double]? {
    get { bits[name]?.map(Double.init(bitPattern:)) }
    set { bits[name] = newValue?.map(\.bitPattern) }
  }

  /// The first number of that name; nil where it is missing.
  public func number(_ name: String) -> Double? { self[name]?.first }
}
