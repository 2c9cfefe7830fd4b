import ApusCore
import ApusFiles
import ApusNN

extension ONNXCall {
  /// Operators that make tensors of numbers alone; nil for other operators.
  static func constant(_ name: String) -> Operator? {
    switch name {
    case "Constant": constant
    case "ConstantOfShape": constantOfShape
    case "Range": range
    case "EyeLike": identityLike
    case "Trilu": triangle
    default: nil
    }
  }

  private static let constant: Operator = { call in
    try call.expectInputs(0...0)
    guard call.node.attributes.count == 1, let (key, value) = call.node.attributes.first else {
      throw call.fail("it must have one setting")
    }
    switch (key, value) {
    case ("value", .tensor(let tensor)): return [tensor]
    case ("value_float", .number(let number)): return [Tensor(number)]
    case ("value_floats", .numbers(let numbers)): return [Tensor(numbers)]
    case ("value_int", .integer(let number)): return [Tensor(Int64(number))]
    case ("value_ints", .integers(let numbers)): return [Tensor(numbers.map { Int64($0) })]
    default: throw call.fail("\(quoted(key)) is not supported")
    }
  }

  private static let constantOfShape: Operator = { call in
    try call.expectInputs(1...1)
    guard let extents = try call.list(0) else { throw call.fail("the shape is missing") }
    let shape = try call.shape(extents, limit: call.constantLimit)
    var value = Tensor(Float(0))
    if let given = call.node.attributes["value"] {
      guard case .tensor(let tensor) = given, tensor.elementCount == 1 else {
        throw call.fail("value must be a tensor of one element")
      }
      value = tensor
    }
    return [value.reshaped(to: Shape()).broadcast(to: shape)]
  }

  private static let range: Operator = { call in
    try call.expectInputs(3...3)
    let first = try call.input(0, .numbers)
    try call.expectSame(first, call.input(1))
    try call.expectSame(first, call.input(2))
    guard let start = try call.number(at: 0), let end = try call.number(at: 1),
      let step = try call.number(at: 2), step != 0, start.isFinite, end.isFinite, step.isFinite
    else { throw call.fail("it needs finite numbers, and a step that is not 0") }
    let count = max(0, ((end - start) / step).rounded(.up))
    guard count <= Double(call.constantLimit) else {
      throw call.fail("\(count) numbers are too many for this file")
    }
    let numbers = (0..<Int(count)).map { start + Double($0) * step }
    return [Tensor(numbers).cast(to: first.dtype)]
  }

  private static let identityLike: Operator = { call in
    try call.expectInputs(1...1)
    let x = try call.input(0)
    let code = try call.integer("dtype", default: x.dtype.onnxCode)
    guard x.rank == 2, let element = StoredElement(onnxCode: code) else {
      throw call.fail("an input of shape \(x.shape), element type \(code)")
    }
    _ = try call.shape(x.shape.array, limit: call.constantLimit)
    let offset = try call.integer("k", default: 0, in: -1 << 30...1 << 30)
    let isOn = difference(rows: x.shape[0], columns: x.shape[1]) .== Double(offset)
    return [isOn.cast(to: element.dtype)]
  }

  /// Column minus row of each place of a matrix.
  private static func difference(rows: Int, columns: Int) -> Tensor {
    Tensor((0..<columns).map { Int64($0) })
      - Tensor((0..<rows).map { Int64($0) }).reshaped(to: [rows, 1])
  }

  private static let triangle: Operator = { call in
    try call.expectInputs(1...2)
    let x = try call.input(0)
    let bound = 1 << 31
    let offset = min(max(try call.integer(at: 1) ?? 0, -bound), bound)
    guard x.rank >= 2 else { throw call.fail("shape \(x.shape) is no matrix") }
    if call.isChecking, x.device == .meta { return [x] }
    let places = difference(rows: x.shape[x.rank - 2], columns: x.shape[x.rank - 1])
    let isUpper = try call.flag("upper", default: true)
    let isKept = isUpper ? places .>= Double(offset) : places .<= Double(offset)
    return [select(isKept, x, Tensor(0, dtype: x.dtype))]
  }
}
