import ApusCore
import ApusFiles
import ApusNN

/// What a network wants of one of its inputs.
package struct WantedInput: Sendable {
  /// The input's name.
  package var name: String
  /// Its extents, nil for those that may be any; nil if even their number may be.
  package var extents: [Int?]?
  /// Its element type.
  package var dtype: DType
  /// The input as messages show it: its name, element type and extents.
  package var description: String

  /// An input that wants these extents and elements.
  package init(name: String, extents: [Int?]?, dtype: DType, description: String) {
    self.name = name
    self.extents = extents
    self.dtype = dtype
    self.description = description
  }

  fileprivate func fits(_ shape: Shape) -> Bool {
    guard let extents else { return true }
    return extents.count == shape.rank && zip(extents, shape).allSatisfy { $0 == nil || $0 == $1 }
  }
}

extension Values {
  /// The tensors in the order of `inputs`, converted to their element types.
  ///
  /// - Parameter error: makes the error for a message.
  /// - Throws: what `error` makes where a tensor is missing or has no input, where its shape does
  ///   not fit, or where the input's element type cannot hold its elements.
  package func arranged(
    as inputs: [WantedInput], error: (String) -> any Error
  ) throws -> [Tensor] {
    func wrong(_ what: String) -> any Error {
      error("\(what); the inputs are \(inputs.map(\.description).joined(separator: "; "))")
    }
    if let unknown = names.first(where: { name in !inputs.contains { $0.name == name } }) {
      throw wrong("there is no input \(quoted(unknown))")
    }
    return try inputs.map { input in
      guard let tensor = self[input.name] else {
        throw wrong("the input \(quoted(input.name)) is missing")
      }
      guard let converted = tensor.converted(to: input.dtype) else {
        throw wrong(
          "the input \(quoted(input.name)) holds \(tensor.dtype) that \(input.dtype) cannot")
      }
      guard input.fits(tensor.shape) else {
        throw wrong("the input \(quoted(input.name)) has shape \(tensor.shape)")
      }
      return converted
    }
  }
}

extension Tensor {
  /// The tensor with elements of another type, nil where that would change a value: a fraction has
  /// no whole number, and a narrow type not all numbers. Floating-point types become each other,
  /// rounded.
  package func converted(to wanted: DType) -> Tensor? {
    if dtype == wanted { return self }
    if wanted.isFloatingPoint { return cast(to: wanted) }
    guard device != .meta else { return cast(to: wanted) }
    let bounds: ClosedRange<Double> =
      switch wanted {
      case .bool: 0...1
      case .uint8: 0...255
      case .int32: Double(Int32.min)...Double(Int32.max)
      default: -9.2e18...9.2e18
      }
    if dtype == .bool { return cast(to: wanted) }
    guard doubles.allSatisfy({ bounds.contains($0) && $0.rounded() == $0 }) else { return nil }
    return cast(to: wanted)
  }
}
