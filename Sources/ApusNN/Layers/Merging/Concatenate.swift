import ApusCore

/// [x₁, x₂, …]: its inputs one after the other along an axis; the other extents must be equal.
///
/// Inputs […, nᵢ, …]; output […, Σ nᵢ, …].
public final class Concatenate: MergeLayer {
  /// The axis, the batch's being 0; counted from the end where negative.
  public let axis: Int
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The last axis unless given.
  public init(axis: Int = -1, name: String? = nil) {
    self.axis = axis
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ inputs: [Tensor]) -> Tensor {
    Tensor.concatenated(inputs, axis: axis)
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension Concatenate: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["axis": .integer(axis)] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      axis: try options.integer(
        "axis", in: -Shape.maximumRank...(Shape.maximumRank - 1), default: -1),
      name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
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
