/// What the counts of a ``ConfusionMatrix`` are divided by.
public enum ConfusionNormalization: String, Sendable, Hashable, CaseIterable {
  /// The number of examples of the true class: rows sum to 1, the diagonal is the recall.
  case truth
  /// The number of examples taken for the class: columns sum to 1, the diagonal is the precision.
  case recognized
  /// The number of all examples.
  case all
}

extension ConfusionMatrix {
  /// The counts as shares; 0 where there is nothing to divide by, as scikit-learn has it.
  public func normalized(by normalization: ConfusionNormalization) -> [[Double]] {
    let members = members
    let taken = taken
    let total = total
    return counts.indices.map { row in
      counts.indices.map { column in
        let whole =
          switch normalization {
          case .truth: members[row]
          case .recognized: taken[column]
          case .all: total
          }
        return whole == 0 ? 0 : Double(counts[row][column]) / Double(whole)
      }
    }
  }
}
