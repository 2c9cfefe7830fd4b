import ApusCore

/// x / ‖x‖, the Euclidean norm over some axes of each example, the last unless given; 0 stays 0.
///
/// Input [batch, …], output of the same shape. Defaults as in Keras 3. Source: Keras 3
/// `UnitNormalization`; lecture S2, normalization of examples.
public final class UnitNormalization: Layer {
  /// The axes that are normalized together, the batch's being 0; counted from the end where
  /// negative.
  public let axes: [Int]
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?
  // γ of the last call.
  private var known: Tensor?

  /// Traps where there are no axes.
  public init(axes: [Int] = [-1], name: String? = nil) {
    require(!axes.isEmpty, "UnitNormalization: no axes; there must be at least one")
    self.axes = axes
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let input = input.cast(to: input.dtype.forParameters)
    let extents = Shape(axes.map { input.shape[input.shape.axis($0, in: "UnitNormalization")] })
    // The norm is √n times the root mean square, and counted from 10⁻¹² as Keras has it.
    let count = Double(Swift.max(extents.elementCount, 1))
    let type = TensorType(extents, input.dtype)
    if known?.type != type || known?.device != .cpu || Device.current == .meta {
      known = Tensor(repeating: 1 / count.squareRoot(), extents, dtype: input.dtype)
    }
    return rmsNormalization(input, gamma: known, axes: axes, epsilon: 1e-24 / count)
  }

  /// True: it has no parameters.
  public var hasFixedChildren: Bool { true }
}

extension UnitNormalization: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["axes": .list(axes.map { .integer($0) })]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(axes: try options.normalizationAxes(), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    _ = try extents(of: try single(inputs), along: axes, inputs)
  }
}
