extension DType {
  /// Traps with a line naming `operation` where an element of this type cannot be `value`, its
  /// fraction cut off.
  @inline(__always) func check(holds value: Double, in operation: StaticString) {
    require(
      isFloatingPoint || holds(value), "\(operation): \(value) is not in the range of \(self)")
  }

  /// Whether `value` without its fraction is in the range of this type.
  private func holds(_ value: Double) -> Bool {
    let whole = value.rounded(.towardZero)
    return switch self {
    case .float32, .float64, .bfloat16, .bool: true
    case .int32: Int32(exactly: whole) != nil
    case .int64: Int64(exactly: whole) != nil
    case .uint8: UInt8(exactly: whole) != nil
    }
  }
}
