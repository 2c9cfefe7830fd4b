import ApusCore
import ApusFiles
import ApusNN

extension ONNXOperator {
  /// Operators that make tensors of numbers alone.
  static let constants: [ONNXOperator] = [
    ONNXOperator("Constant", 0...0) { try $0.constant() },
    ONNXOperator("ConstantOfShape", 1...1) { try $0.constantOfShape() },
    ONNXOperator("Range", 3...3, forms: [0, 1, 2]) { try $0.range() },
    ONNXOperator("EyeLike", 1...1) { try $0.identityLike() },
    ONNXOperator("Trilu", 1...2) { try $0.triangle() },
  ]
}

extension ONNXCall {
  fileprivate func constant() throws -> [Tensor] {
    guard node.attributes.count == 1, let (key, value) = node.attributes.first else {
      throw fail("it must have one setting")
    }
    switch (key, value) {
    case ("value", .tensor(let tensor)): return [tensor]
    case ("value_float", .number(let number)): return [Tensor(number)]
    case ("value_floats", .numbers(let numbers)): return [Tensor(numbers)]
    case ("value_int", .integer(let number)): return [Tensor(Int64(number))]
    case ("value_ints", .integers(let numbers)): return [Tensor(numbers.map { Int64($0) })]
    default: throw fail("\(quoted(key)) is not supported")
    }
  }

  fileprivate func constantOfShape() throws -> [Tensor] {
    guard let extents = try list(0) else { throw fail("the shape is missing") }
    let shape = try shape(extents, limit: constantLimit)
    var value = Tensor(Float(0))
    if let given = node.attributes["value"] {
      guard case .tensor(let tensor) = given, tensor.elementCount == 1 else {
        throw fail("value must be a tensor of one element")
      }
      value = tensor
    }
    return [value.reshaped(to: Shape()).broadcast(to: shape)]
  }

  fileprivate func range() throws -> [Tensor] {
    let first = try input(0, .numbers)
    try expectSame(first, input(1))
    try expectSame(first, input(2))
    guard let start = try number(at: 0), let end = try number(at: 1),
      let step = try number(at: 2), step != 0, start.isFinite, end.isFinite, step.isFinite
    else { throw fail("it needs finite numbers, and a step that is not 0") }
    let count = max(0, ((end - start) / step).rounded(.up))
    guard count <= Double(constantLimit) else {
      throw fail("\(count) numbers are too many for this file")
    }
    let numbers = (0..<Int(count)).map { start + Double($0) * step }
    return [Tensor(numbers).cast(to: first.dtype)]
  }

  fileprivate func identityLike() throws -> [Tensor] {
    let x = try input(0)
    let code = try integer("dtype", default: x.dtype.onnxCode)
    guard x.rank == 2, let element = StoredElement(onnxCode: code) else {
      throw fail("an input of shape \(x.shape), element type \(code)")
    }
    _ = try shape(x.shape.array, limit: constantLimit)
    let offset = try integer("k", default: 0, in: -1 << 30...1 << 30)
    let isOn = difference(rows: x.shape[0], columns: x.shape[1]) .== Double(offset)
    return [isOn.cast(to: element.dtype)]
  }

  /// Column minus row of each place of a matrix.
  private func difference(rows: Int, columns: Int) -> Tensor {
    Tensor((0..<columns).map { Int64($0) })
      - Tensor((0..<rows).map { Int64($0) }).reshaped(to: [rows, 1])
  }

  fileprivate func triangle() throws -> [Tensor] {
    let x = try input(0)
    let bound = 1 << 31
    let offset = min(max(try integer(at: 1) ?? 0, -bound), bound)
    guard x.rank >= 2 else { throw fail("shape \(x.shape) is no matrix") }
    if isChecking, x.device == .meta { return [x] }
    let places = difference(rows: x.shape[x.rank - 2], columns: x.shape[x.rank - 1])
    let isUpper = try flag("upper", default: true)
    let isKept = isUpper ? places .>= Double(offset) : places .<= Double(offset)
    return [select(isKept, x, Tensor(0, dtype: x.dtype))]
  }
}
