extension Tensor {
  /// The elements in row-major order, as `T`; traps where `T` is not the element type.
  public func array<T: ApusCore.Element>(of elementType: T.Type = T.self) -> [T] {
    withElements(of: T.self, Array.init)
  }

  /// The elements in row-major order, whatever their type, as Double (true is 1).
  public var doubles: [Double] {
    switch dtype {
    case .float32: array(of: Float.self).map(Double.init)
    case .float64: array(of: Double.self)
    case .bfloat16: array(of: BFloat16.self).map { Double($0.float) }
    case .int32: array(of: Int32.self).map(Double.init)
    case .int64: array(of: Int64.self).map(Double.init)
    case .uint8: array(of: UInt8.self).map(Double.init)
    case .bool: array(of: Bool.self).map { $0 ? 1 : 0 }
    }
  }

  /// The elements in row-major order as Float.
  public var floats: [Float] {
    dtype == .float32 ? array(of: Float.self) : doubles.map { Float($0) }
  }

  /// The only element, as Double; traps where there is not exactly one.
  public var item: Double {
    require(elementCount == 1, "item: shape \(shape) has \(elementCount) elements, not one")
    return withExtendedLifetime(storage) {
      switch dtype {
      case .float32: Double(pointer(to: Float.self).pointee)
      case .float64: pointer(to: Double.self).pointee
      default: doubles[0]
      }
    }
  }
}
