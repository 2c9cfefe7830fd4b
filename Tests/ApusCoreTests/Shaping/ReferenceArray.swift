import Testing

@testable import ApusCore

/// A slow n-dimensional array against which shaping is checked: every element by its coordinates.
struct ReferenceArray {
  var shape: [Int]
  var elements: [Double]

  init(_ shape: [Int], _ element: ([Int]) -> Double) {
    self.shape = shape
    elements = ReferenceArray.coordinates(shape).map(element)
  }

  init(_ tensor: Tensor) {
    shape = tensor.shape.array
    elements = tensor.doubles
  }

  subscript(_ coordinates: [Int]) -> Double {
    var offset = 0
    for (axis, position) in coordinates.enumerated() { offset = offset * shape[axis] + position }
    return elements[offset]
  }

  /// All coordinates of a shape in row-major order.
  static func coordinates(_ shape: [Int]) -> [[Int]] {
    var result: [[Int]] = [[]]
    for extent in shape { result = result.flatMap { outer in (0..<extent).map { outer + [$0] } } }
    return result
  }

  func equals(_ tensor: Tensor) -> Bool {
    tensor.shape.array == shape && tensor.doubles == elements
  }
}

/// A tensor of any element type whose elements tell their places apart.
func numbered(_ shape: Shape, _ dtype: DType = .float64) -> Tensor {
  let values = (0..<shape.elementCount).map { dtype == .bool ? $0 * $0 % 3 : $0 % 251 }
  switch dtype {
  case .float32: return Tensor(values.map { Float($0) }, shape: shape)
  case .float64: return Tensor(values.map { Double($0) }, shape: shape)
  case .bfloat16: return Tensor(values.map { BFloat16(Float($0)) }, shape: shape)
  case .int32: return Tensor(values.map { Int32($0) }, shape: shape)
  case .int64: return Tensor(values.map { Int64($0) }, shape: shape)
  case .uint8: return Tensor(values.map { UInt8($0) }, shape: shape)
  case .bool: return Tensor(values.map { $0 == 1 }, shape: shape)
  }
}

/// float64 points for gradient checks.
func point(_ shape: Shape) -> Tensor {
  let values = (0..<shape.elementCount).map { (place: Int) -> Double in
    Double((place * 37 + 11) % 23) / 7 - 1.3
  }
  return Tensor(values, shape: shape)
}

/// ``expectGradients(at:order:step:tolerance:_:sourceLocation:_:)`` of a function of one tensor.
func expectGradients(
  at point: Tensor, sourceLocation: SourceLocation = #_sourceLocation,
  _ function: @escaping (Tensor) -> Tensor
) {
  expectGradients(at: [point], sourceLocation: sourceLocation) { function($0[0]) }
}
