import ApusCore

/// Σₖ a[n, …, k, …] b[n, …, k, …]: products of the two inputs of each example, summed over one axis
/// of each.
///
/// Inputs [batch, …] with equal extents along those axes; output [batch, a's other axes…, b's other
/// axes…], [batch, 1] if no axes remain. Defaults as in Keras. Source: Keras; catalogue A10.
public final class Dot: MergeLayer {
  /// The axis of each input that is summed over, the batch's being 0; counted from the end where
  /// negative.
  public let axes: (Int, Int)
  /// Whether both are divided by their lengths along those axes before: the cosine of the angle
  /// between them.
  public let normalize: Bool
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Sums over these axes.
  public init(axes: (Int, Int), normalize: Bool = false, name: String? = nil) {
    self.axes = axes
    self.normalize = normalize
    self.name = name
  }

  /// Sums over the same axis of both.
  public convenience init(axis: Int, normalize: Bool = false, name: String? = nil) {
    self.init(axes: (axis, axis), normalize: normalize, name: name)
  }

  /// The layer's output for this input.
  public func callAsFunction(_ inputs: [Tensor]) -> Tensor {
    require(inputs.count == 2, "Dot: \(inputs.count) inputs; it needs two")
    let (left, leftAxes) = rows(inputs[0], axes.0)
    let (right, rightAxes) = rows(inputs[1], axes.1)
    let product = matmul(left, right, transposeB: true)
    let shape = [product.shape[0]] + leftAxes + rightAxes
    return product.reshaped(to: Shape(shape.count == 1 ? shape + [1] : shape))
  }

  /// [batch, other axes as one, summed axis], and the other axes' extents.
  private func rows(_ input: Tensor, _ axis: Int) -> (Tensor, [Int]) {
    let resolved = input.shape.axis(axis, in: "Dot")
    require(resolved > 0, "Dot: axis \(axis) of \(input.shape) is the batch's")
    let others = (1..<input.rank).filter { $0 != resolved }
    let extents = others.map { input.shape[$0] }
    let last = input.transposed(axes: [0] + others + [resolved])
      .reshaped(to: [input.shape[0], extents.reduce(1, *), input.shape[resolved]])
    if !normalize { return (last, extents) }
    let length = sqrt(
      last.squared.sum(axes: [-1], keepDimensions: true).clamped(from: 1e-24))
    return (last / length, extents)
  }

  /// True: it has no parameters.
  public var hasFixedChildren: Bool { true }
}

extension Dot: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["axes": .pair(axes), "normalize": .flag(normalize)]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      axes: try options.pair("axes", in: -Shape.maximumRank...(Shape.maximumRank - 1)),
      normalize: try options.flag("normalize", default: false), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    guard inputs.count == 2 else {
      throw ConfigurationError(.malformedGraph, "Dot: it takes two inputs, not \(inputs.count)")
    }
    func resolved(_ axis: Int, _ shape: Shape) throws -> Int {
      let resolved = axis < 0 ? axis + shape.rank : axis - 1
      // Axis 0 is the batch, which stays.
      guard axis != 0, shape.indices.contains(resolved) else {
        throw impossible(inputs, "have no axes \(axes) to sum over")
      }
      return resolved
    }
    let (left, right) = (try resolved(axes.0, inputs[0]), try resolved(axes.1, inputs[1]))
    guard inputs[0][left] == inputs[1][right] else {
      throw impossible(inputs, "differ along the axes \(axes)")
    }
    let extents = inputs[0].removing(left).array + inputs[1].removing(right).array
    guard extents.count < Shape.maximumRank else {
      throw impossible(inputs, "give more than \(Shape.maximumRank) axes")
    }
    try checkSize(extents, of: "an output")
  }
}
