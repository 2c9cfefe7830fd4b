import ApusCore

/// A tensor of a golden file: its numbers, and the element type that they are of.
public struct GoldenTensor: Decodable, Sendable {
  /// Its shape.
  public let shape: [Int]
  /// The element type's name.
  public let type: String
  /// Its elements in order.
  public let data: [Double]

  /// The tensor; stops where there is no such element type.
  public var tensor: Tensor {
    guard let dtype = DType.allCases.first(where: { $0.description == type }) else {
      fatalError("a fixture has elements of type \(type)")
    }
    return Tensor(data, shape: Shape(shape)).cast(to: dtype)
  }

  /// The same in float32.
  public var single: Tensor { tensor.cast(to: .float32) }
}
