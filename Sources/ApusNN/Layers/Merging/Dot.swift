import ApusCore

/// Σₖ a[n, …, k, …] b[n, …, k, …]: products of the two inputs of each example, summed over one axis
/// of each.
///
/// Inputs [batch, …] with equal extents along those axes; output [batch, a's other axes…, b's other
/// axes…], [batch, 1] if no axes remain. Defaults as in Keras. Source: Keras; catalogue A10.
public final class Dot: MergeLayer, ConfiguredModule {
  /// The settings of ``Dot``.
  public struct Configuration: Settings {
    /// The axis of each input that is summed over, the batch's being 0; counted from the end where
    /// negative.
    public var axes = [0, 0]
    /// Whether both are divided by their lengths along those axes before: the cosine of the angle
    /// between them.
    public var normalize = false
    public static let limits: Limits = ["axes": .axis.times(2)]
    public static var defaults: Self { Self() }
  }

  public static let summary = """
    σₖ a[n, …, k, …] b[n, …, k, …]: products of the two inputs of each example, summed over \
    one axis of each
    """
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Sums over these axes.
  public convenience init(axes: (Int, Int), normalize: Bool = false, name: String? = nil) {
    self.init(Configuration(axes: [axes.0, axes.1], normalize: normalize), name: name)
  }

  /// Sums over the same axis of both.
  public convenience init(axis: Int, normalize: Bool = false, name: String? = nil) {
    self.init(axes: (axis, axis), normalize: normalize, name: name)
  }

  public func callAsFunction(_ inputs: [Tensor]) -> Tensor {
    require(inputs.count == 2, "Dot: \(inputs.count) inputs; it needs two")
    let (left, leftAxes) = rows(inputs[0], settings.axes[0])
    let (right, rightAxes) = rows(inputs[1], settings.axes[1])
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
    if !settings.normalize { return (last, extents) }
    let length = sqrt(
      last.squared.sum(axes: [-1], keepDimensions: true).clamped(from: 1e-24))
    return (last / length, extents)
  }
}
