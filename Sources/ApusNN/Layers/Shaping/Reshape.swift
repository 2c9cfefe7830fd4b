import ApusCore

/// The same elements in another shape: [batch, …] gives [batch] + target.
public final class Reshape: Layer {
  /// The shape of one example; −1 in one place stands for what is left.
  public let target: [Int]
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps on a negative extent other than one −1.
  public init(_ target: [Int], name: String? = nil) {
    require(
      target.allSatisfy { $0 >= -1 } && target.count { $0 == -1 } <= 1
        && target.count < Shape.maximumRank,
      "Reshape: a target of \(target); it needs extents from 0, one of which may be -1")
    self.target = target
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(input.rank >= 1, "Reshape: a scalar has no batch axis")
    let example = input.shape.removing(0)
    guard let shape = target.shape(ofElements: example.elementCount) else {
      trap(
        "Reshape: \(example) to \(target): \(example.elementCount) elements do not fit")
    }
    return input.reshaped(to: shape.inserting(input.shape[0], at: 0))
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
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

extension Reshape: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["target": .list(target.map { .integer($0) })]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    let target = try options.integers(
      "target", count: 0...(Shape.maximumRank - 1), in: -1...Options.largestSize)
    guard target.count(where: { $0 == -1 }) <= 1 else {
      throw ConfigurationError(
        .invalidOption, "\(options.owner): target \(target) has -1 more than once")
    }
    self.init(target, name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let input = try single(inputs)
    guard target.shape(ofElements: input.elementCount) != nil else {
      throw impossible(inputs, "has another number of elements than \(target)")
    }
  }
}
