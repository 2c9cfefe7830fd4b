import ApusCore
import ApusNN

/// What a callback remembers, in a form that checkpoints keep to the last bit: lists of numbers and tensors, by name.
public struct CallbackState {
  /// The tensors by name.
  public var tensors: [String: Tensor]
  /// The numbers' bits: decimal text keeps neither the last of them nor what is not finite.
  private(set) var bits: [String: [UInt64]] = [:]

  /// A state of these numbers and tensors.
  public init(_ numbers: [String: [Double]] = [:], tensors: [String: Tensor] = [:]) {
    self.tensors = tensors
    bits = numbers.mapValues { $0.map(\.bitPattern) }
  }

  /// The state that a file's numbers and tensors are.
  init(bits: [String: [UInt64]], tensors: [String: Tensor]) {
    self.bits = bits
    self.tensors = tensors
  }

  /// Whether there is nothing to keep.
  public var isEmpty: Bool { bits.isEmpty && tensors.isEmpty }

  /// The numbers of that name; nil where there are none.
  public subscript(name: String) -> [Double]? {
    get { bits[name]?.map(Double.init(bitPattern:)) }
    set { bits[name] = newValue?.map(\.bitPattern) }
  }

  /// The first number of that name; nil where there is none.
  public func number(_ name: String) -> Double? { self[name]?.first }

  /// The first number of that name as a count; nil where there is none, or it is not a whole number from 0 on.
  public func count(_ name: String) -> Int? { number(name)?.count }
}
