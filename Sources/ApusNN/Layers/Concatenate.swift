import ApusCore

/// Its inputs one after the other along an axis; the other extents must be equal.
public final class Concatenate: MergeLayer {
  /// The axis, the batch's being 0; counted from the end where negative.
  public let axis: Int
  public let name: String?

  /// The last axis unless given.
  public init(axis: Int = -1, name: String? = nil) {
    self.axis = axis
    self.name = name
  }

  public func callAsFunction(_ inputs: [Tensor]) -> Tensor {
    Tensor.concatenated(inputs, axis: axis)
  }

  public var hasFixedChildren: Bool { true }
}

extension Concatenate: ConfigurableModule {
  public var options: [String: ConfigurationValue] { ["axis": .integer(axis)] }

  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      axis: try options.integer(
        "axis", in: -Shape.maximumRank...(Shape.maximumRank - 1), default: -1),
      name: name)
  }

  public func check(_ inputs: [Shape]) throws {
    guard let first = inputs.first else { throw impossible(inputs, "is missing") }
    let resolved = axis < 0 ? axis + first.rank + 1 : axis
    // Axis 0 is the batch, which stays.
    guard (1...first.rank + 1).contains(resolved), resolved <= first.rank else {
      throw impossible(inputs, "has no axis \(axis) to join along")
    }
    var total = 0
    for input in inputs {
      guard input.rank == first.rank,
        input.removing(resolved - 1) == first.removing(resolved - 1)
      else { throw impossible(inputs, "differ in an extent beside axis \(axis)") }
      total += input[resolved - 1]
    }
    var output = first
    output[resolved - 1] = total
    try checkSize(output.array, of: "an output")
  }
}
