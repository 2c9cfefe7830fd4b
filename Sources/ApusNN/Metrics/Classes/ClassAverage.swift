/// How the figures of single classes become one.
public enum ClassAverage: Sendable, Hashable {
  /// The figure of one class: of 1 among two classes scikit-learn's "binary".
  case one(Int)
  /// Their mean.
  case macro
  /// The figure of the sums of their counts.
  case micro
  /// Their mean, weighted by the numbers of the classes' examples.
  case weighted

  /// Σ wᵢ vᵢ / Σ wᵢ over the classes, with wᵢ = 1 (`macro`) or the support (`weighted`); `none`
  /// where no weight is left.
  func mean(_ values: [Double], supports: [Int], none: Double) -> Double {
    let weights = self == .weighted ? supports.map(Double.init) : values.map { _ in 1 }
    let whole = weights.reduce(0, +)
    guard whole > 0 else { return none }
    return zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / whole
  }
}

extension ConfusionMatrix {
  /// The figure of one class; `zeroDivision` where its denominator is 0.
  public func value(of figure: ClassFigure, label: Int, zeroDivision: Double = .nan) -> Double {
    figure(classCounts[label], zeroDivision: zeroDivision)
  }

  /// The average of a figure over the classes.
  ///
  /// A class for which the denominator is 0 counts as `zeroDivision`, 0 as scikit-learn has it; if
  /// that is not a number, the class is left out. Classes in 0..<classes that occur nowhere count
  /// too, as with scikit-learn's `labels`.
  public func value(
    of figure: ClassFigure, average: ClassAverage, zeroDivision: Double = 0
  ) -> Double {
    let classes = classCounts
    switch average {
    case .one(let label): return figure(classes[label], zeroDivision: zeroDivision)
    case .micro:
      let none = ClassCounts(
        truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0)
      return figure(classes.reduce(none, +), zeroDivision: zeroDivision)
    case .macro, .weighted:
      let values = classes.map { figure($0, zeroDivision: zeroDivision) }
      let counted = values.indices.filter { !values[$0].isNaN }
      return average.mean(
        counted.map { values[$0] }, supports: counted.map { classes[$0].support },
        none: zeroDivision)
    }
  }
}
