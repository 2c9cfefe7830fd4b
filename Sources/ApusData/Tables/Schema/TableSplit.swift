import ApusCore

extension TextTable {
  /// Two parts of the rows, each in the order of the whole: to learn from and to judge by.
  ///
  /// Where the target is classes, by the rule of ``TableOptions/task``, each class has the same
  /// share of both, as by ``Dataset/stratifiedSplit(testFraction:seed:)``; else all rows are taken
  /// as one class. Rows without a target are in neither.
  ///
  /// - Parameters:
  ///   - testFraction: the share to judge by, above 0 and below 1.
  ///   - seed: what the draw follows from.
  ///   - options: what the target is.
  /// - Throws: ``DataError`` where there is no such target, or its cells do not fit.
  public func split(
    testFraction: Double = 0.2, seed: UInt64 = 0, _ options: TableOptions
  ) throws -> (train: TextTable, test: TextTable) {
    require(
      testFraction > 0 && testFraction < 1,
      "split: a test part of \(testFraction); it must be above 0 and below 1")
    let place = try options.target.map(index(of:))
    let rows = (0..<rowCount).filter { row in place.map { cells[$0][row] != nil } ?? true }
    var classes = [Int](repeating: 0, count: rows.count)
    if let place {
      let known = self.rows(at: rows)
      if case .classes(let names) = try TableSchema.Target(known, place, options).meaning {
        let codes = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        classes = known.cells[place].map { text in
          let text = text ?? ""
          return codes[text] ?? codes[TableSchema.wholeNumber(text)] ?? 0
        }
      }
    }
    let isTest = stratifiedChoice(of: classes, share: testFraction, seed: seed)
    func part(_ isWanted: (Int) -> Bool) -> TextTable {
      self.rows(at: rows.indices.filter(isWanted).map { rows[$0] })
    }
    return (train: part { !isTest[$0] }, test: part { isTest[$0] })
  }
}
