/// A tensor that a module learns or keeps, updated in place.
///
/// ```swift
/// final class Scale: Module { @Parameter var weight: Tensor }
/// ```
///
/// `weight` reads and writes the value; `$weight` is the parameter itself. It begins undeclared;
/// ``declare(_:dtype:_:)`` gives it a shape and a way to make its first value, which happens at the
/// first read on a real device. Models can so be shaped, counted and summarised without memory.
///
/// Not thread-safe: a module belongs to one thread at a time.
@propertyWrapper
public final class Parameter {
  private var value: Tensor?
  private var declared: (type: TensorType, make: (Shape, DType) -> Tensor)?
  /// The type of what was assigned on the meta device, where there was no value yet: the value is
  /// still to come.
  private var announced: TensorType?
  /// Where the innermost gradient call that differentiates by this parameter has recorded it.
  var node = NodeReference.none
  /// Whether optimizers change it. False for what a layer keeps but does not learn, and for frozen
  /// layers.
  public var isTrainable: Bool
  /// Whether its module means it to be learned; false for statistics. Freezing does not change it.
  public let isLearned: Bool

  /// A parameter without a shape yet.
  public init(trainable: Bool = true) {
    isTrainable = trainable
    isLearned = trainable
  }

  /// A parameter with this value.
  public init(wrappedValue: Tensor, trainable: Bool = true) {
    value = wrappedValue.withoutDerivative
    isTrainable = trainable
    isLearned = trainable
  }

  /// The value: inside a gradient call that differentiates by this parameter, a variable. Traps
  /// before it is declared.
  ///
  /// On the meta device an assignment gives a parameter its shape and leaves the value it has, if
  /// any.
  public var wrappedValue: Tensor {
    get {
      Recorder.current?.didRead(self)
      var result = materialized()
      result.node = node
      return result
    }
    set {
      node = .none
      if newValue.storage == nil {
        if newValue.type != type { (value, declared, announced) = (nil, nil, newValue.type) }
      } else {
        (value, declared, announced) = (newValue.withoutDerivative, nil, nil)
      }
    }
  }

  /// The parameter itself.
  public var projectedValue: Parameter { self }

  /// Whether it has a shape, and a value or a way to make one. A parameter that was assigned on the
  /// meta device has no value yet, so that a layer that assigns it at its first call does so again
  /// on a real device.
  public var isDeclared: Bool {
    value != nil || declared != nil || (announced != nil && Device.current == .meta)
  }

  /// Whether it was assigned on the meta device only: it has a shape, but no value.
  package var lacksValue: Bool { announced != nil }

  /// Shape and element type; nil before it is declared.
  public var type: TensorType? { value?.type ?? declared?.type ?? announced }

  /// Takes the shape back that the parameter was given, where it has no value yet.
  package func undeclare() { (declared, announced) = (nil, nil) }

  /// Gives the parameter a shape and the function that makes its first value. Traps on a shape of
  /// more than 2^36 elements.
  public func declare(
    _ shape: Shape, dtype: DType = .float32, _ make: @escaping (Shape, DType) -> Tensor
  ) {
    let type = TensorType(shape, dtype)
    trapping(try type.ensureSize(in: "parameter"))
    declared = (type, make)
    (value, announced) = (nil, nil)
  }

  private func materialized() -> Tensor {
    if let value { return value }
    guard let declared else {
      if let announced, Device.current == .meta { return Tensor(storage: nil, type: announced) }
      trap(
        announced.map { "a parameter \($0) was assigned while shapes were inferred, and not again" }
          ?? "a parameter was read before its layer was built: call the layer or `build` first")
    }
    if Device.current == .meta { return Tensor(storage: nil, type: declared.type) }
    let first = withoutDerivatives { declared.make(declared.type.shape, declared.type.dtype) }
    require(
      first.type == declared.type,
      "an initializer gave \(first.type) for a parameter \(declared.type)")
    value = first
    self.declared = nil
    return first
  }

  /// Runs `body` while the parameter reads as `tensor`, its own value changed in some way:
  /// gradients go through the change to the value. What `body` writes to the parameter is lost.
  ///
  /// ```swift
  /// // A layer with noise on its weights
  /// let noisy = layer.weight + .randomNormal(layer.weight.shape, standardDeviation: 0.1)
  /// let output = layer.$weight.reading(noisy) { layer(x) }
  /// ```
  ///
  /// Traps where `tensor` does not have the parameter's shape.
  public func reading<R>(_ tensor: Tensor, _ body: () throws -> R) rethrows -> R {
    require(
      tensor.shape == type?.shape,
      "parameter: it cannot read as \(tensor.type), being \(type.map { "\($0)" } ?? "undeclared")")
    let before = (value: value, node: node)
    defer { (value, node) = before }
    (value, node) = (tensor.withoutDerivative, tensor.node)
    return try body()
  }

  /// The address of the elements for an update in place; copies them first where another tensor
  /// shares them.
  package var mutableAddress: UnsafeMutableRawPointer {
    if let address = value?.mutableAddress { return address }
    value = materialized()
    return self.mutableAddress
  }
}

extension Tensor {
  /// Gives this tensor memory of its own where another shares it.
  mutating func makeUnique() {
    if isKnownUniquelyReferenced(&storage), byteOffset == 0 { return }
    let copy = Tensor(uninitialized: type)
    copy.pointer.copyMemory(from: pointer, byteCount: type.byteCount)
    self = copy
  }

  /// The address of the elements for an update in place; copies them first where another tensor
  /// shares them.
  var mutableAddress: UnsafeMutableRawPointer {
    mutating get {
      makeUnique()
      return pointer
    }
  }
}
