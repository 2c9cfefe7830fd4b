import ApusCore

/// How many examples each class has: what to look at before training, since a network that always
/// says the largest class is right as often as that class occurs.
///
/// Source: lecture S2:1577–1649, catalogue B7.
public struct ClassBalance: Sendable, Hashable, CustomStringConvertible {
  /// What the classes are called.
  public let names: [String]
  /// The examples of each class.
  public let counts: [Int]

  /// The balance of a data set's classes; traps where its labels are values.
  ///
  /// - Throws: ``DataError`` where an example cannot be read from its file.
  public init(of dataset: some Dataset) throws {
    let labels = try dataset.classes()
    require(labels != nil, "ClassBalance: the data set's labels are values, not classes")
    self.init(labels: labels ?? [], names: dataset.classNames)
  }

  /// The balance of class numbers; traps on one that has no name.
  public init(labels: [Int], names: [String]) {
    var counts = [Int](repeating: 0, count: names.count)
    for label in labels {
      require(names.indices.contains(label), "ClassBalance: class \(label) of \(names.count)")
      counts[label] += 1
    }
    self.names = names
    self.counts = counts
  }

  /// All examples.
  public var total: Int { counts.reduce(0, +) }

  /// The share of each class: nₖ / n; 0 where there are no examples.
  public var shares: [Double] { counts.map { total == 0 ? 0 : Double($0) / Double(total) } }

  /// The largest class's count over the smallest's; infinite where a class has no example.
  public var ratio: Double {
    guard let largest = counts.max(), let smallest = counts.min(), largest > 0 else { return 1 }
    return Double(largest) / Double(smallest)
  }

  /// A weight for each class, with which all count alike in a loss: n / (K nₖ); 0 for a class
  /// without examples.
  public var weights: [Double] {
    counts.map { $0 == 0 ? 0 : Double(total) / (Double(counts.count) * Double($0)) }
  }

  /// A line for each class: name, count and share.
  public var description: String {
    zip(names.indices, shares).map { at, share in
      "\(names[at]): \(counts[at]) (\((1000 * share).rounded() / 10) %)"
    }.joined(separator: "\n")
  }
}
