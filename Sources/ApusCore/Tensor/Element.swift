/// A Swift type that a tensor's elements can be read as and made from.
public protocol Element: Sendable, Equatable {
  /// The element type it stands for.
  static var dtype: DType { get }
}

extension Float: Element {
  /// The element type of this Swift type.
  public static var dtype: DType { .float32 }
}

extension Double: Element {
  /// The element type of this Swift type.
  public static var dtype: DType { .float64 }
}

extension BFloat16: Element {
  /// The element type of this Swift type.
  public static var dtype: DType { .bfloat16 }
}

extension Int32: Element {
  /// The element type of this Swift type.
  public static var dtype: DType { .int32 }
}

extension Int: Element {
  /// The element type of this Swift type: as wide as it, so that arrays of numbers of either kind
  /// are int64.
  public static var dtype: DType { .int64 }
}

extension Int64: Element {
  /// The element type of this Swift type.
  public static var dtype: DType { .int64 }
}

extension UInt8: Element {
  /// The element type of this Swift type.
  public static var dtype: DType { .uint8 }
}

extension Bool: Element {
  /// The element type of this Swift type.
  public static var dtype: DType { .bool }
}
