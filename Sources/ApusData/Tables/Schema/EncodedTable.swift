import ApusCore
import ApusNN

/// Rows of a table as examples, in memory; from ``TableSchema/encode(_:for:)``.
public struct EncodedTable: Dataset {
  /// The row of the table that each example comes from: rows without a target may have been left
  /// out.
  public let rows: [Int]
  /// What was done about the table that a user may not expect, a line each.
  public let notes: [String]
  /// The features, where there are any, and the numbers of categories.
  public let inputs: [Field]
  /// A class or a value; nothing where rows are to be predicted.
  public let targets: [Field]
  private let width: Int
  private let embedded: Int
  private let features: [Float]
  private let categories: [Int32]
  private let labels: Labels
  private let weights: [Float]?

  enum Labels {
    case none
    case classes([Int32])
    case values([Float])
  }

  init(
    rows: [Int], notes: [String], schema: TableSchema, features: [Float], categories: [Int32],
    labels: Labels, weights: [Float]?
  ) {
    self.rows = rows
    self.notes = notes
    inputs = schema.inputs
    if case .none = labels { targets = [] } else { targets = schema.targets }
    width = schema.featureNames.count
    embedded = schema.embeddedColumns.count
    self.features = features
    self.categories = categories
    self.labels = labels
    self.weights = weights
  }

  /// The number of examples.
  public var count: Int { rows.count }

  /// The examples at `positions`, whatever the epoch.
  public func batch(at positions: ArraySlice<Int>, epoch: Int) -> Batch {
    checkPositions(positions)
    var inputs = Values()
    if width > 0 {
      inputs[Field.features] = Tensor(
        unsafeUninitialized: [positions.count, width], of: Float.self
      ) { gather(features, width, positions, into: $0) }
    }
    if embedded > 0 {
      inputs[TableSchema.categories] = Tensor(
        unsafeUninitialized: [positions.count, embedded], of: Int32.self
      ) { gather(categories, embedded, positions, into: $0) }
    }
    var targets = Values()
    switch labels {
    case .none: break
    case .classes(let classes): targets[Field.labels] = Tensor(positions.map { classes[$0] })
    case .values(let values):
      targets[Field.labels] = Tensor(positions.map { values[$0] }, shape: [positions.count, 1])
    }
    return Batch(
      inputs: inputs, targets: targets,
      weights: weights.map { weights in Tensor(positions.map { weights[$0] }) },
      count: positions.count)
  }

  /// The class of each example; nil where values are predicted, or nothing is known.
  public func classes() -> [Int]? {
    if case .classes(let classes) = labels { classes.map { Int($0) } } else { nil }
  }

  private func gather<Element>(
    _ source: [Element], _ size: Int, _ positions: ArraySlice<Int>,
    into target: UnsafeMutableBufferPointer<Element>
  ) {
    for (row, position) in positions.enumerated() {
      for at in 0..<size { target[row * size + at] = source[position * size + at] }
    }
  }
}
