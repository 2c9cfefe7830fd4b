import ApusCore

// Data sets made from others, which stay where they are.
extension Dataset {
  /// The first `count` examples, or all where there are fewer.
  public func take(_ count: Int) -> any Dataset {
    require(count >= 0, "take: \(count) examples, expected 0 or more")
    return subset(0..<min(count, self.count))
  }

  /// All but the first `count` examples.
  public func skip(_ count: Int) -> any Dataset {
    require(count >= 0, "skip: \(count) examples, expected 0 or more")
    return subset(min(count, self.count)..<self.count)
  }

  /// The same examples in an order that the seed determines, the same in all epochs.
  ///
  /// To train, rather shuffle anew in each epoch, as ``DataLoader`` does with a `shuffleSeed`.
  public func shuffled(seed: UInt64) -> any Dataset {
    subset(RandomGenerator(seed: seed).permutation(count))
  }

  /// The examples for which `isIncluded` is true, in order; every one is read once, now, as a batch
  /// of one.
  ///
  /// - Throws: ``DataError`` where an example cannot be read, and what `isIncluded` throws.
  public func filter(_ isIncluded: (Batch) throws -> Bool) throws -> any Dataset {
    subset(try (0..<count).filter { try isIncluded(try batch(at: [$0])) })
  }

  /// The examples of these classes, which keep their numbers; traps on another name.
  ///
  /// - Throws: ``DataError`` where an example cannot be read.
  public func filter(classes names: [String]) throws -> any Dataset {
    let numbers = names.map { name -> Int in
      guard let number = classNames.firstIndex(of: name) else {
        trap("filter: no class \(name) among \(classNames.joined(separator: ", "))")
      }
      return number
    }
    let classes = try classes() ?? []
    return subset(classes.indices.filter { numbers.contains(classes[$0]) })
  }

  /// The same examples, changed batch by batch as they are made.
  ///
  /// What a batch becomes must depend on its examples one by one, not on which ones are in it
  /// together.
  ///
  /// ```swift
  /// let dark = train.map { batch in
  ///   var batch = batch
  ///   batch.inputs[0] = batch.features * 0.5
  ///   return batch
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - inputs: what the inputs are afterwards; nil: what they were.
  ///   - targets: what the targets are afterwards; nil: what they were.
  ///   - transform: the change; it may be called by several threads.
  public func map(
    inputs: [Field]? = nil, targets: [Field]? = nil,
    _ transform: @escaping @Sendable (Batch) throws -> Batch
  ) -> any Dataset {
    MappedDataset(
      base: self, inputs: inputs ?? self.inputs, targets: targets ?? self.targets,
      transform: transform)
  }

  /// These examples, then those of `other`; traps where their fields differ.
  public func concatenated(with other: any Dataset) -> any Dataset {
    require(
      inputs == other.inputs && targets == other.targets,
      "concatenated: data sets with other inputs or targets")
    return ConcatenatedDataset(first: self, second: other)
  }

  /// The batches of the data set, epoch by epoch: ``DataLoader``, which is a sequence too.
  ///
  /// ```swift
  /// for batch in train.batched(32, shuffleSeed: 0) { print(batch.features.shape) }
  /// ```
  public func batched(
    _ size: Int, shuffleSeed: UInt64? = nil, dropsLast: Bool = false
  ) -> DataLoader {
    DataLoader(self, batchSize: size, shuffleSeed: shuffleSeed, dropsLast: dropsLast)
  }
}

private struct MappedDataset<Base: Dataset>: Dataset {
  let base: Base
  let inputs: [Field]
  let targets: [Field]
  let transform: @Sendable (Batch) throws -> Batch
  var count: Int { base.count }

  func batch(at positions: ArraySlice<Int>, epoch: Int) throws -> Batch {
    try transform(try base.batch(at: positions, epoch: epoch))
  }

  func length(at position: Int) -> Int? { base.length(at: position) }
}

private struct ConcatenatedDataset<First: Dataset>: Dataset {
  let first: First
  let second: any Dataset
  var count: Int { first.count + second.count }
  var inputs: [Field] { first.inputs }
  var targets: [Field] { first.targets }

  func batch(at positions: ArraySlice<Int>, epoch: Int) throws -> Batch {
    checkPositions(positions)
    // Stretches of one of both, in order.
    var parts: [Batch] = []
    var rest = positions
    while let position = rest.first {
      let isFirst = position < first.count
      let stretch = rest.prefix { ($0 < first.count) == isFirst }
      rest = rest.dropFirst(stretch.count)
      parts.append(
        isFirst
          ? try first.batch(at: stretch, epoch: epoch)
          : try second.batch(at: stretch.map { $0 - first.count }[...], epoch: epoch))
    }
    return parts.count == 1 ? parts[0] : Batch(joining: parts)
  }

  func classes() throws -> [Int]? {
    guard let a = try first.classes(), let b = try second.classes() else { return nil }
    return a + b
  }

  func length(at position: Int) -> Int? {
    position < first.count
      ? first.length(at: position) : second.length(at: position - first.count)
  }
}

extension Batch {
  /// The examples of all parts, which have the same names and shapes.
  fileprivate init(joining parts: [Batch]) {
    func joined(_ values: (Batch) -> Values) -> Values {
      let names = parts.first.map(values)?.names ?? []
      return Values(
        names: names,
        tensors: names.indices.map { place in
          Tensor.concatenated(parts.map { values($0)[place] })
        })
    }
    let hasWeights = parts.contains { $0.weights != nil }
    self.init(
      inputs: joined(\.inputs), targets: joined(\.targets),
      weights: hasWeights
        ? Tensor.concatenated(parts.map { $0.weights ?? .ones([$0.count]) }) : nil,
      count: parts.reduce(0) { $0 + $1.count })
  }
}
