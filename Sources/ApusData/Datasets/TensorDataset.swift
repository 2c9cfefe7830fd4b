import ApusCore

/// Examples from numbers in memory: features of any shape, labels classes or values.
public struct TensorDataset: Dataset {
  /// The number of examples.
  public let count: Int
  /// The shape of one example's features.
  public let featureShape: Shape
  /// Classes, or values of a shape.
  public let labelType: LabelType
  /// The features.
  public var inputs: [Field] { [Field(Field.features, featureShape)] }
  /// The labels.
  public var targets: [Field] {
    switch labelType {
    case .classes: [Field(Field.labels, classShape, .int32, meaning: .classes(classNames))]
    case .values(let shape): [Field(Field.labels, shape)]
    }
  }
  /// What the classes are called; empty where labels are values.
  public let classNames: [String]
  private let features: [Float]
  private let labels: Labels
  /// The shape of one example's classes: a scalar, or as many as a sequence has places.
  private let classShape: Shape

  private enum Labels {
    case classes([Int32])
    case values([Float])
  }

  /// Examples that are told apart into classes.
  ///
  /// - Parameters:
  ///   - features: example after example, row-major; traps where their number does not fit.
  ///   - shape: the shape of one example's features.
  ///   - classes: the number of a class for each example, or of several.
  ///   - classShape: the shape of one example's classes: a scalar, or [times] where each time of a
  ///     sequence has one.
  ///   - classNames: what the classes are called; "0", "1", … where it is nil.
  public init(
    features: [Float], shape: Shape, classes: [Int32], classShape: Shape = [],
    classNames: [String]? = nil
  ) {
    require(
      features.count * classShape.elementCount == classes.count * shape.elementCount,
      """
      TensorDataset: \(features.count) numbers for \(classes.count) classes, \(classShape) an \
      example, of examples of \(shape)
      """
    )
    let names = classNames ?? (0...(classes.max() ?? 0)).map { "\($0)" }
    require(
      classes.allSatisfy { names.indices.contains(Int($0)) },
      "TensorDataset: a label outside \(names.count) classes")
    count = classShape.elementCount == 0 ? 0 : classes.count / classShape.elementCount
    featureShape = shape
    labelType = .classes
    self.classShape = classShape
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
    classShape = []
    classNames = []
    self.features = features
    labels = .values(values)
  }

  /// The rows of two tensors, [examples, …] each; integer labels are classes: one an example, or,
  /// as [examples, times], one for each time of a sequence.
  ///
  /// Traps where ``problem(_:_:)`` finds one, or a class has no name.
  public init(_ features: Tensor, _ labels: Tensor, classNames: [String]? = nil) {
    if let problem = Self.problem(features, labels) { trap("TensorDataset: \(problem)") }
    let shape = features.shape.removing(0)
    if labels.dtype.isFloatingPoint {
      self.init(
        features: features.floats, shape: shape, values: labels.floats,
        valueShape: labels.shape.removing(0))
    } else {
      self.init(
        features: features.floats, shape: shape, classes: labels.doubles.map { Int32($0) },
        classShape: labels.shape.removing(0), classNames: classNames)
    }
  }

  /// What is wrong with two tensors as features and labels, in one line: different numbers of
  /// examples, or a class below 0; nil where nothing is.
  public static func problem(_ features: Tensor, _ labels: Tensor) -> String? {
    guard features.rank > 0, labels.rank > 0, features.shape[0] == labels.shape[0] else {
      return
        """
        features \(features.shape) and labels \(labels.shape); the examples lie along the first \
        axis and must be equally many
        """
    }
    guard labels.dtype.isInteger, labels.elementCount > 0, labels.min().item < 0 else { return nil }
    return "a label of \(Int(labels.min().item)); integer labels are classes, numbered from 0"
  }

  /// The examples at `positions`, whatever the epoch.
  public func batch(at positions: ArraySlice<Int>, epoch: Int) -> Batch {
    checkPositions(positions)
    let labels =
      switch labels {
      case .classes(let classes):
        Tensor(
          positions.flatMap { place in
            classes[place * classShape.elementCount..<(place + 1) * classShape.elementCount]
          }, shape: classShape.inserting(positions.count, at: 0))
      case .values(let values):
        TensorDataset.rows(of: values, size: values.count / max(count, 1), at: positions)
          .reshaped(to: valueShape.inserting(positions.count, at: 0))
      }
    let features = TensorDataset.rows(of: features, size: featureShape.elementCount, at: positions)
    return Batch(
      features: features.reshaped(to: featureShape.inserting(positions.count, at: 0)),
      labels: labels)
  }

  /// The class of each example; nil where labels are values, or several classes an example.
  public func classes() -> [Int]? {
    guard case .classes(let classes) = labels, classShape.rank == 0 else { return nil }
    return classes.map { Int($0) }
  }

  private var valueShape: Shape {
    if case .values(let shape) = labelType { shape } else { [] }
  }

  /// [positions, size]
  private static func rows(of source: [Float], size: Int, at positions: ArraySlice<Int>) -> Tensor {
    Tensor(unsafeUninitialized: [positions.count, size], of: Float.self) { target in
      for (row, position) in positions.enumerated() {
        for at in 0..<size { target[row * size + at] = source[position * size + at] }
      }
    }
  }
}
