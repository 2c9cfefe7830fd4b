/// An n-dimensional array of numbers: an immutable value, dense and row-major, its element type
/// known at run time.
///
/// Copies share memory. Operations return new tensors; inside a gradient call they are also
/// recorded, so that derivatives can be taken (see ``gradient(at:of:)-(Tensor,_)``). Wrong shapes
/// are programmer errors and trap with a line that names the operation, the shapes and the rule.
@dynamicMemberLookup
public struct Tensor: Sendable {
  /// The memory; nil on the meta device.
  var storage: Storage?
  /// Where the first element lies in the storage.
  var byteOffset: Int
  /// Extents, outermost axis first.
  public internal(set) var shape: Shape
  /// The type of the elements.
  public internal(set) var dtype: DType
  /// The place in the tape or trace that recorded it.
  var node: NodeReference

  @inline(__always)
  init(storage: Storage?, byteOffset: Int = 0, type: TensorType, node: NodeReference = .none) {
    self.storage = storage
    self.byteOffset = byteOffset
    self.shape = type.shape
    self.dtype = type.dtype
    self.node = node
  }

  /// A tensor with undefined contents for a kernel to fill.
  @inline(__always)
  init(uninitialized type: TensorType, on device: Device = .cpu) {
    storage = device == .meta ? nil : Storage(byteCount: type.byteCount)
    byteOffset = 0
    shape = type.shape
    dtype = type.dtype
    node = .none
  }

  /// A tensor without elements in memory: only its type is known.
  public static func meta(_ shape: Shape, dtype: DType = .float32) -> Tensor {
    Tensor(storage: nil, type: TensorType(shape, dtype))
  }

  /// Shape and element type.
  public var type: TensorType { TensorType(shape, dtype) }
  /// Where the elements are.
  public var device: Device { storage == nil ? .meta : .cpu }
  /// The number of axes.
  public var rank: Int { shape.rank }
  /// The number of elements.
  public var elementCount: Int { shape.elementCount }

  /// The same values, taken as constants: no gradient flows through.
  public var withoutDerivative: Tensor {
    var copy = self
    copy.node = .none
    return copy
  }
}

// MARK: Memory

extension Tensor {
  /// The address of the first element; traps on the meta device.
  @inline(__always) var pointer: UnsafeMutableRawPointer {
    guard let storage else {
      trapOnMeta()
    }
    return storage.pointer + byteOffset
  }

  @inline(never) private func trapOnMeta() -> Never {
    trap("a tensor \(type) \(Tensor.noElements)")
  }

  /// How the line of a trap ends where elements of the meta device are asked for.
  static let noElements = "on the meta device has no elements to read"

  func pointer<T: ApusCore.Element>(to: T.Type) -> UnsafeMutablePointer<T> {
    pointer.assumingMemoryBound(to: T.self)
  }

  /// Calls `body` with the elements in row-major order; traps where `T` is not the element type.
  public func withElements<T: ApusCore.Element, R>(
    of elementType: T.Type, _ body: (UnsafeBufferPointer<T>) throws -> R
  ) rethrows -> R {
    require(dtype == T.dtype, "elements of \(dtype) read as \(T.dtype)")
    return try withExtendedLifetime(storage) {
      try body(UnsafeBufferPointer(start: pointer(to: T.self), count: elementCount))
    }
  }

  /// Calls `body` with the elements' bytes.
  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try withExtendedLifetime(storage) {
      try body(UnsafeRawBufferPointer(start: pointer, count: type.byteCount))
    }
  }

  /// A tensor whose elements `body` writes, all of them, in row-major order.
  public init<T: ApusCore.Element>(
    unsafeUninitialized shape: Shape, of elementType: T.Type,
    _ body: (UnsafeMutableBufferPointer<T>) throws -> Void
  ) rethrows {
    self.init(uninitialized: TensorType(shape, T.dtype))
    try body(UnsafeMutableBufferPointer(start: pointer(to: T.self), count: elementCount))
  }
}
