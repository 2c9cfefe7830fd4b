import ApusCore

/// The same elements in another shape: [batch, …] gives [batch] + target.
public final class Reshape: ConfiguredLayer {
  /// The settings of ``Reshape``.
  public struct Configuration: Settings {
    /// The shape of one example; −1 in one place stands for what is left; must be given.
    public var target = [-2]
    public static let limits: Limits = [
      "target": .whole(-1...Options.largestSize).times(0...(Shape.maximumRank - 1))
    ]
    public static var defaults: Self { Self() }

    public func validate() throws {
      try require(
        target.count(where: { $0 == -1 }) <= 1, "target \(target) has -1 more than once")
    }
  }

  public static let summary = "the same elements in another shape"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps on a negative extent other than one −1.
  public convenience init(_ target: [Int], name: String? = nil) {
    self.init(Configuration(target: target), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(input.rank >= 1, "Reshape: a scalar has no batch axis")
    let example = input.shape.removing(0)
    guard let shape = settings.target.shape(ofElements: example.elementCount) else {
      trap(
        "Reshape: \(example) to \(settings.target): \(example.elementCount) elements do not fit")
    }
    return input.reshaped(to: shape.inserting(input.shape[0], at: 0))
  }
}

extension [Int] {
  /// The shape of these extents, −1 replaced so that it has `count` elements; nil where it cannot
  /// have so many.
  func shape(ofElements count: Int) -> Shape? {
    guard allSatisfy({ $0 >= -1 }), self.count(where: { $0 == -1 }) <= 1,
      self.count <= Shape.maximumRank
    else { return nil }
    var known = 1
    for extent in self where extent >= 0 {
      let (product, overflows) = known.multipliedReportingOverflow(by: extent)
      if overflows { return nil }
      known = product
    }
    if contains(-1) {
      guard known > 0, count % known == 0 else { return nil }
      return Shape(map { $0 == -1 ? count / known : $0 })
    }
    return known == count ? Shape(self) : nil
  }
}
