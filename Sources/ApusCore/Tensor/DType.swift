/// The element types of a tensor.
public enum DType: UInt8, Sendable, Hashable, CaseIterable, Codable, CustomStringConvertible {
  case float32, float64, bfloat16, int32, int64, uint8, bool

  /// Bytes an element takes in memory.
  public var byteCount: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .bfloat16: 2
    case .uint8, .bool: 1
    }
  }

  /// Whether elements are real numbers: float32, float64 or bfloat16. Only these differentiate.
  public var isFloatingPoint: Bool {
    switch self {
    case .float32, .float64, .bfloat16: true
    case .int32, .int64, .uint8, .bool: false
    }
  }

  /// Whether elements are whole numbers (bool is not one).
  public var isInteger: Bool {
    switch self {
    case .int32, .int64, .uint8: true
    case .float32, .float64, .bfloat16, .bool: false
    }
  }

  /// The type that holds values of both: bool < uint8 < int32 < int64 < bfloat16 < float32 <
  /// float64.
  public func promoted(with other: DType) -> DType {
    promotionRank >= other.promotionRank ? self : other
  }

  private var promotionRank: Int {
    switch self {
    case .bool: 0
    case .uint8: 1
    case .int32: 2
    case .int64: 3
    case .bfloat16: 4
    case .float32: 5
    case .float64: 6
    }
  }

  /// The name, as in `float32`.
  public var description: String {
    switch self {
    case .float32: "float32"
    case .float64: "float64"
    case .bfloat16: "bfloat16"
    case .int32: "int32"
    case .int64: "int64"
    case .uint8: "uint8"
    case .bool: "bool"
    }
  }
}
