extension Tensor {
  /// The tensor with these elements in row-major order; traps where their number is not the
  /// shape's.
  ///
  /// The element type is that of the Swift type: `[Float]` gives float32, `[Double]` float64,
  /// `[Int]` and `[Int64]` int64. Numbers that are written out are ``TensorLiteral``s.
  @_disfavoredOverload
  public init<T: ApusCore.Element>(_ elements: [T], shape: Shape) {
    require(
      elements.count == shape.elementCount,
      "tensor: \(elements.count) elements for shape \(shape), which has \(shape.elementCount)")
    self.init(unsafeUninitialized: shape, of: T.self) { buffer in
      _ = buffer.update(fromContentsOf: elements)
    }
  }

  /// The vector with these elements; see ``init(_:shape:)-([T],_)`` for the element type.
  @_disfavoredOverload
  public init<T: ApusCore.Element>(_ elements: [T]) {
    self.init(elements, shape: [elements.count])
  }

  /// The vector with these elements as another element type; see ``cast(to:)``.
  @_disfavoredOverload
  public init<T: ApusCore.Element>(_ elements: [T], dtype: DType) {
    self = withoutDerivatives { Tensor(elements).cast(to: dtype) }
  }

  /// The matrix with these rows, which must be of one length.
  @_disfavoredOverload
  public init<T: ApusCore.Element>(_ rows: [[T]]) {
    let width = rows.first?.count ?? 0
    require(rows.allSatisfy { $0.count == width }, "tensor: rows of different lengths")
    self.init(Array(rows.joined()), shape: [rows.count, width])
  }

  /// The scalar with this value; `Double` gives float64 and `Int` int64, but numbers that are
  /// written out are ``TensorLiteral``s.
  @_disfavoredOverload
  public init<T: ApusCore.Element>(_ scalar: T) {
    self.init(uninitialized: TensorType([], T.dtype))
    pointer(to: T.self).initialize(to: scalar)
  }

  /// A scalar of element type `dtype`, rounded to it.
  @_disfavoredOverload
  public init(_ value: Double, dtype: DType) {
    self.init(repeating: value, [], dtype: dtype)
  }

  /// Every element `value`, rounded to the element type, a whole number's towards 0; traps where it
  /// is out of the type's range.
  public init(repeating value: Double, _ shape: Shape, dtype: DType = .float32) {
    dtype.check(holds: value, in: "tensor")
    self.init(uninitialized: TensorType(shape, dtype), on: Device.current)
    if storage != nil { fill(value) }
  }

  /// Every element 0.
  public static func zeros(_ shape: Shape, dtype: DType = .float32) -> Tensor {
    Tensor(repeating: 0, shape, dtype: dtype)
  }

  /// Every element 1.
  public static func ones(_ shape: Shape, dtype: DType = .float32) -> Tensor {
    Tensor(repeating: 1, shape, dtype: dtype)
  }

  /// Zeros of this tensor's type, on its device.
  public var zerosLike: Tensor { filledLike(0) }

  /// Ones of this tensor's type, on its device.
  public var onesLike: Tensor { filledLike(1) }

  /// `value` everywhere, of this tensor's type, on its device; traps where it is out of the type's
  /// range.
  public func filledLike(_ value: Double) -> Tensor {
    dtype.check(holds: value, in: "filledLike")
    let result = Tensor(uninitialized: type, on: device)
    if result.storage != nil { result.fill(value) }
    return result
  }

  /// The whole numbers from `start` below `end`, `step` apart.
  public static func range(
    _ start: Double, _ end: Double, step: Double = 1, dtype: DType = .float32
  ) -> Tensor {
    require(step != 0, "range: a step of 0")
    let count = Swift.max(0, Int(((end - start) / step).rounded(.up)))
    return Tensor((0..<count).map { start + Double($0) * step }, shape: [count]).cast(to: dtype)
  }

  /// `count` numbers evenly spaced from `start` to `end`, both included.
  public static func linearSpace(
    _ start: Double, _ end: Double, count: Int, dtype: DType = .float32
  ) -> Tensor {
    let step = count > 1 ? (end - start) / Double(count - 1) : 0
    return Tensor((0..<count).map { start + Double($0) * step }, shape: [count]).cast(to: dtype)
  }

  /// The n×n matrix with ones on the diagonal.
  public static func identity(_ n: Int, dtype: DType = .float32) -> Tensor {
    var elements = [Double](repeating: 0, count: n * n)
    for i in 0..<n { elements[i * n + i] = 1 }
    return Tensor(elements, shape: [n, n]).cast(to: dtype)
  }

  /// Writes `value` into every element. Only for a tensor that nothing else refers to yet.
  func fill(_ value: Double) {
    let count = elementCount
    switch dtype {
    case .float32: pointer(to: Float.self).update(repeating: Float(value), count: count)
    case .float64: pointer(to: Double.self).update(repeating: value, count: count)
    case .bfloat16:
      pointer(to: BFloat16.self).update(repeating: BFloat16(Float(value)), count: count)
    case .int32: pointer(to: Int32.self).update(repeating: Int32(value), count: count)
    case .int64: pointer(to: Int64.self).update(repeating: Int64(value), count: count)
    case .uint8: pointer(to: UInt8.self).update(repeating: UInt8(value), count: count)
    case .bool: pointer(to: Bool.self).update(repeating: value != 0, count: count)
    }
  }
}

extension Tensor {
  /// The tensor whose elements are these bytes, as memory holds them; traps where their number is
  /// not the type's.
  ///
  /// Bytes of a bool other than 0 count as true.
  public init(bytes: UnsafeRawBufferPointer, type: TensorType) {
    require(
      bytes.count == type.byteCount,
      "tensor: \(bytes.count) bytes for \(type), which has \(type.byteCount)")
    self.init(uninitialized: type)
    if let address = bytes.baseAddress {
      pointer.copyMemory(from: address, byteCount: bytes.count)
    }
    if dtype == .bool {
      let flags = pointer.assumingMemoryBound(to: UInt8.self)
      for index in 0..<elementCount where flags[index] > 1 { flags[index] = 1 }
    }
  }
}
