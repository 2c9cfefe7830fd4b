import ApusCore

extension Dataset {
  /// The examples at `positions`, in that order; they stay where they are. Traps outside the set.
  public func subset(_ positions: some Sequence<Int>) -> any Dataset {
    let positions = Array(positions)
    require(
      positions.allSatisfy { $0 >= 0 && $0 < count }, "subset: a position outside 0..<\(count)")
    return DatasetSubset(base: self, positions: positions)
  }

  /// At most so many examples, spread evenly over the set, which may lie in the order of its
  /// classes; all where it has no more.
  public func spread(atMost most: Int) -> any Dataset {
    require(most > 0, "spread: at most \(most) examples; at least 1")
    guard count > most else { return self }
    return subset(
      (0..<most).map { Int((Double($0) * Double(count) / Double(most)).rounded(.down)) })
  }
}

private struct DatasetSubset<Base: Dataset>: Dataset {
  let base: Base
  let positions: [Int]
  var count: Int { positions.count }
  var inputs: [Field] { base.inputs }
  var targets: [Field] { base.targets }

  func batch(at chosen: ArraySlice<Int>, epoch: Int) throws -> Batch {
    checkPositions(chosen)
    return try base.batch(at: chosen.map { positions[$0] }[...], epoch: epoch)
  }

  func classes() throws -> [Int]? {
    guard let all = try base.classes() else { return nil }
    return positions.map { all[$0] }
  }

  func length(at position: Int) -> Int? { base.length(at: positions[position]) }
}
