import ApusCore

/// Examples from numbers in memory: features of any shape, labels classes or values.
public struct TensorDataset: Dataset {
  /// The number of examples.
  public let count: Int
  /// The shape of one example's features.
  public let featureShape: Shape
  /// Classes, or values of a shape.
  public let labelType: LabelType
  /// What the classes are called; empty where labels are values.
  public let classNames: [String]
  private let features: [Float]
  private let labels: Labels

  private enum Labels {
    case classes([Int32])
    case values([Float])
  }

  /// Examples that are told apart into classes.
  ///
  /// - Parameters:
  ///   - features: example after example, row-major; traps where their number does not fit.
  ///   - shape: the shape of one example's features.
  ///   - classes: the number of a class for each example.
  ///   - classNames: what the classes are called; "0", "1", … where it is nil.
  public init(features: [Float], shape: Shape, classes: [Int32], classNames: [String]? = nil) {
    require(
      features.count == classes.count * shape.elementCount,
      "TensorDataset: \(features.count) numbers for \(classes.count) examples of \(shape)")
    let names = classNames ?? (0...(classes.max() ?? 0)).map { "\($0)" }
    require(
      classes.allSatisfy { names.indices.contains(Int($0)) },
      "TensorDataset: a label outside \(names.count) classes")
    count = classes.count
    featureShape = shape
    labelType = .classes
    self.classNames = names
    self.features = features
    labels = .classes(classes)
  }

  /// Examples with real values to predict.
  ///
  /// - Parameters:
  ///   - features: example after example, row-major.
  ///   - shape: the shape of one example's features.
  ///   - values: what is to be predicted, example after example, row-major.
  ///   - valueShape: the shape of one example's values.
  public init(features: [Float], shape: Shape, values: [Float], valueShape: Shape) {
    require(
      shape.elementCount > 0 && features.count % shape.elementCount == 0,
      "TensorDataset: \(features.count) numbers for examples of \(shape)")
    count = features.count / shape.elementCount
    require(
      values.count == count * valueShape.elementCount,
      "TensorDataset: \(values.count) values of \(valueShape) for \(count) examples")
    featureShape = shape
    labelType = .values(valueShape)
    classNames = []
    self.features = features
    labels = .values(values)
  }

  /// The rows of two tensors, [examples, …] each; integer labels [examples] are classes.
  ///
  /// Traps where the numbers of examples differ.
  public init(_ features: Tensor, _ labels: Tensor, classNames: [String]? = nil) {
    require(
      features.rank > 0 && labels.rank > 0 && features.shape[0] == labels.shape[0],
      "TensorDataset: features \(features.shape) and labels \(labels.shape)")
    let shape = features.shape.removing(0)
    if labels.dtype.isFloatingPoint {
      self.init(
        features: features.floats, shape: shape, values: labels.floats,
        valueShape: labels.shape.removing(0))
    } else {
      require(labels.rank == 1, "TensorDataset: classes \(labels.shape), expected [examples]")
      self.init(
        features: features.floats, shape: shape, classes: labels.doubles.map { Int32($0) },
        classNames: classNames)
    }
  }

  /// Writes the features of the examples at `positions`, one example after another.
  public func copyFeatures(
    at positions: ArraySlice<Int>, to target: UnsafeMutableBufferPointer<Float>
  ) {
    TensorDataset.copyRows(of: features, size: featureShape.elementCount, at: positions, to: target)
  }

  /// Writes the labels of the examples at `positions`, as Int32 for classes, else as Float.
  public func copyLabels(at positions: ArraySlice<Int>, to target: UnsafeMutableRawBufferPointer) {
    switch labels {
    case .classes(let classes):
      TensorDataset.copyRows(
        of: classes, size: 1, at: positions, to: target.bindMemory(to: Int32.self))
    case .values(let values):
      TensorDataset.copyRows(
        of: values, size: values.count / max(count, 1), at: positions,
        to: target.bindMemory(to: Float.self))
    }
  }

  private static func copyRows<Element>(
    of source: [Element], size: Int, at positions: ArraySlice<Int>,
    to target: UnsafeMutableBufferPointer<Element>
  ) {
    for (row, position) in positions.enumerated() {
      for at in 0..<size { target[row * size + at] = source[position * size + at] }
    }
  }
}
