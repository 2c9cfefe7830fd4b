extension DType {
  /// The bits of `value` as an element of this type, rounded to it, in the lowest bytes.
  func bits(of value: Double) -> UInt64 {
    switch self {
    case .float32: UInt64(Float(value).bitPattern)
    case .float64: value.bitPattern
    case .bfloat16: UInt64(BFloat16(Float(value)).bitPattern)
    case .int32: UInt64(UInt32(bitPattern: Int32(value)))
    case .int64: UInt64(bitPattern: Int64(value))
    case .uint8: UInt64(UInt8(value))
    case .bool: value != 0 ? 1 : 0
    }
  }
}
