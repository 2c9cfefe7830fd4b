import ApusCore
import ApusFiles
import ApusNN

/// One operator at work: what it reads.
///
/// A file may claim anything. What the library's functions refuse is found out on the meta device
/// first (``ONNXOperator/ensurePossible(_:)``), so an operator says itself only what they do not:
/// what ONNX allows, and numbers that Swift's arithmetic could not bear.
struct ONNXCall {
  /// Which element types an operator takes.
  enum Kind: String {
    case any = "numbers or bools"
    case numbers
    case floats = "floating-point numbers"
    case bools

    func contains(_ dtype: DType) -> Bool {
      switch self {
      case .any: true
      case .numbers: dtype != .bool
      case .floats: dtype.isFloatingPoint
      case .bools: dtype == .bool
      }
    }
  }

  /// The operator's description in the file.
  let node: ONNXModel.Node
  /// The version of the set of operators.
  let version: Int
  /// The inputs; nil for those that are left out.
  var inputs: [Tensor?]
  /// The same with their elements, where they may be asked for.
  var values: [Tensor?]
  /// The most elements that a result may have.
  let limit: Int
  /// The most elements of a result that is made of no tensor, as a range is.
  let constantLimit: Int
  /// Whether only types are wanted: tensors that depend on the network's input are on the meta
  /// device, and larger tables need not be computed.
  var isChecking: Bool

  /// The same call on the meta device, where nothing is computed.
  var withoutElements: ONNXCall {
    var call = self
    call.isChecking = true
    call.inputs = inputs.map { $0.map { .meta($0.shape, dtype: $0.dtype) } }
    // What a refused call held stays in memory: no weights.
    call.values = values.map { value in
      value.flatMap { $0.dtype.isFloatingPoint && $0.elementCount > 4096 ? nil : $0 }
    }
    return call
  }

  /// An error about this operator.
  func fail(_ what: String, dependsOnValues: Bool = false) -> ONNXError {
    let name = node.name.isEmpty ? node.outputs.first ?? "" : node.name
    return ONNXError(
      "node \(quoted(name)) (\(quoted(node.operation))): \(what)", dependsOnValues: dependsOnValues)
  }

  // MARK: Inputs

  /// Input `position`, which must be there.
  func input(_ position: Int, _ kind: Kind = .any) throws -> Tensor {
    guard let tensor = optional(position) else { throw fail("input \(position) is missing") }
    guard kind.contains(tensor.dtype) else {
      throw fail("input \(position) holds \(tensor.dtype); expected \(kind.rawValue)")
    }
    return tensor
  }

  /// Input `position`, nil where it is left out.
  func optional(_ position: Int) -> Tensor? {
    position < inputs.count ? inputs[position] : nil
  }

  /// Input `position`, nil where it is left out, of the element type and rank that another asks
  /// for.
  func optional(_ position: Int, like other: Tensor, shape: Shape? = nil) throws -> Tensor? {
    guard let tensor = optional(position) else { return nil }
    guard tensor.dtype == other.dtype, shape == nil || tensor.shape == shape else {
      throw fail(
        """
        input \(position) is \(tensor.type); expected \
        \(TensorType(shape ?? tensor.shape, other.dtype))
        """
      )
    }
    return tensor
  }

  /// Throws where two tensors have different element types.
  func expectSame(_ a: Tensor, _ b: Tensor) throws {
    guard a.dtype == b.dtype else {
      throw fail("inputs of \(a.dtype) and \(b.dtype); they must have one element type")
    }
  }

  /// Throws where the tensor has an extent of 0.
  func expectElements(_ tensor: Tensor) throws {
    guard !tensor.shape.contains(0) else {
      throw fail("an input of shape \(tensor.shape) has no elements")
    }
  }

  /// The whole numbers that input `position` holds, which must not depend on the network's input;
  /// nil where it is left out.
  func list(_ position: Int) throws -> [Int]? {
    guard let tensor = optional(position) else { return nil }
    guard tensor.dtype.isInteger, tensor.rank <= 1 else {
      throw fail("input \(position) is \(tensor.type); expected a list of whole numbers")
    }
    return try known(position).wholes
  }

  /// The only number of input `position`, which must not depend on the network's input; nil where
  /// it is left out.
  func number(at position: Int) throws -> Double? {
    guard let tensor = optional(position) else { return nil }
    guard tensor.elementCount == 1 else {
      throw fail("input \(position) has shape \(tensor.shape); expected one number")
    }
    return try known(position).doubles[0]
  }

  /// The only whole number of input `position`.
  func integer(at position: Int) throws -> Int? {
    guard let tensor = optional(position) else { return nil }
    guard tensor.dtype.isInteger, tensor.elementCount == 1 else {
      throw fail("input \(position) is \(tensor.type); expected one whole number")
    }
    return try known(position).wholes[0]
  }

  /// Input `position` with its elements, which must not depend on the network's input.
  func known(_ position: Int) throws -> Tensor {
    guard let tensor = values[position], tensor.device != .meta else {
      throw fail(
        "its form depends on input \(position), which is computed from the network's input",
        dependsOnValues: true)
    }
    return tensor
  }

  // MARK: Settings

  /// A whole number among the settings.
  func integer(_ key: String, default: Int? = nil) throws -> Int {
    switch node.attributes[key] {
    case .integer(let value): return value
    case nil:
      if let `default` { return `default` }
      throw fail("the setting \(key) is missing")
    default: throw fail("the setting \(key) must be a whole number")
    }
  }

  /// A whole number in `range` among the settings.
  func integer(_ key: String, default: Int? = nil, in range: ClosedRange<Int>) throws -> Int {
    let value = try integer(key, default: `default`)
    guard range.contains(value) else {
      throw fail("\(key) is \(value); expected \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// Whole numbers among the settings, or nil if the setting is missing.
  func integers(_ key: String) throws -> [Int]? {
    switch node.attributes[key] {
    case .integers(let values): return values
    case nil: return nil
    default: throw fail("the setting \(key) must be whole numbers")
    }
  }

  /// Whether a setting is other than 0.
  func flag(_ key: String, default: Bool = false) throws -> Bool {
    try integer(key, default: `default` ? 1 : 0) != 0
  }

  /// A number among the settings, of a magnitude that computations bear.
  func number(_ key: String, default: Double, in range: ClosedRange<Double> = -1e6...1e6) throws
    -> Double
  {
    switch node.attributes[key] {
    case nil: return `default`
    case .number(let value):
      guard range.contains(Double(value)) else {
        throw fail("\(key) is \(value); expected \(range.lowerBound) to \(range.upperBound)")
      }
      return Double(value)
    default: throw fail("the setting \(key) must be a number")
    }
  }

  /// A text among the settings.
  func text(_ key: String, default: String) throws -> String {
    switch node.attributes[key] {
    case nil: return `default`
    case .text(let value): return value
    default: throw fail("the setting \(key) must be a text")
    }
  }

  // MARK: Axes and shapes

  /// An axis of a tensor of `rank`, from the front.
  func axis(_ axis: Int, rank: Int) throws -> Int {
    guard (-rank..<rank).contains(axis) else {
      throw fail("there is no axis \(axis) among \(rank)")
    }
    return axis < 0 ? axis + rank : axis
  }

  /// Axes of a tensor of `rank`, from the front; throws where one is named twice.
  func axes(_ axes: [Int], rank: Int) throws -> [Int] {
    let resolved = try axes.map { try axis($0, rank: rank) }
    guard Set(resolved).count == axes.count else { throw fail("an axis is named twice") }
    return resolved
  }

  /// The shape of these extents, of at most `limit` elements.
  func shape(_ extents: [Int], limit: Int? = nil) throws -> Shape {
    let most = limit ?? self.limit
    guard extents.count <= Shape.maximumRank else {
      throw fail("\(extents.count) axes; a tensor has at most \(Shape.maximumRank)")
    }
    var count = 1
    for extent in extents {
      let (product, overflows) = count.multipliedReportingOverflow(by: max(extent, 1))
      guard extent >= 0, !overflows, product <= most else {
        throw fail(
          "a result of shape \(extents.prefix(9)) is impossible, or too large for this file")
      }
      count = product
    }
    return Shape(extents)
  }

  /// The shape that two broadcast to together.
  func broadcast(_ a: Shape, _ b: Shape) throws -> Shape {
    guard let result = a.broadcast(with: b) else {
      throw fail("shapes \(a) and \(b): extents must be equal or 1, from the last axis on")
    }
    return try shape(result.array)
  }

  /// The tensor broadcast to `shape`, whose extents it must not widen.
  func broadcast(_ tensor: Tensor, to shape: Shape) throws -> Tensor {
    guard tensor.shape.broadcast(with: shape) == shape else {
      throw fail("shape \(tensor.shape) does not broadcast to \(shape)")
    }
    return tensor.broadcast(to: shape)
  }
}

extension Tensor {
  /// The elements of a tensor of whole numbers, in row-major order.
  var wholes: [Int] {
    switch dtype {
    case .int64: array(of: Int64.self).map { Int($0) }
    case .int32: array(of: Int32.self).map { Int($0) }
    case .uint8: array(of: UInt8.self).map { Int($0) }
    default: doubles.map { Int($0) }
    }
  }

  /// A scalar of this element type that is there even where this tensor is not: exports can write
  /// it.
  func number(_ value: Double) -> Tensor { Tensor(value, dtype: dtype) }

  /// The tensor with the axis moved to the end.
  func movingToEnd(_ axis: Int) -> Tensor {
    transposed(axes: (0..<rank).filter { $0 != axis } + [axis])
  }

  /// The tensor with the last axis moved to `axis`.
  func movingFromEnd(to axis: Int) -> Tensor {
    var axes = Array(0..<rank - 1)
    axes.insert(rank - 1, at: axis)
    return transposed(axes: axes)
  }

  /// Channels first as channels last, and the other way round.
  var channelsLast: Tensor { movingToEnd(1) }
  var channelsFirst: Tensor { movingFromEnd(to: 1) }
}
