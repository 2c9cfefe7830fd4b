/// A Swift type that a tensor's elements can be read as and made from.
public protocol Element: Sendable, Equatable {
  /// The element type it stands for.
  static var dtype: DType { get }
  /// Its zero.
  static var zeroElement: Self { get }
}

extension Float: Element {
  public static var dtype: DType { .float32 }
  public static var zeroElement: Float { 0 }
}

extension Double: Element {
  public static var dtype: DType { .float64 }
  public static var zeroElement: Double { 0 }
}

extension BFloat16: Element {
  public static var dtype: DType { .bfloat16 }
  public static var zeroElement: BFloat16 { BFloat16(bitPattern: 0) }
}

extension Int32: Element {
  public static var dtype: DType { .int32 }
  public static var zeroElement: Int32 { 0 }
}

extension Int64: Element {
  public static var dtype: DType { .int64 }
  public static var zeroElement: Int64 { 0 }
}

extension UInt8: Element {
  public static var dtype: DType { .uint8 }
  public static var zeroElement: UInt8 { 0 }
}

extension Bool: Element {
  public static var dtype: DType { .bool }
  public static var zeroElement: Bool { false }
}
