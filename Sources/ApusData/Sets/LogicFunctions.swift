extension NamedDataset {
  /// The four examples of a conjunction: a task that one neuron learns.
  ///
  /// Features [2] of zeros and ones; the class is 1 where both of them are 1.
  ///
  /// - Source: lecture S2:203–349, catalogue C1.
  public static let and = logicFunction("and", "both of two bits", classes: [0, 0, 0, 1])

  /// The four examples of exclusive or: the least task that no single layer can learn.
  ///
  /// Features [2] of zeros and ones; the class is 1 where exactly one of them is 1.
  ///
  /// - Source: Minsky and Papert 1969, *Perceptrons*.
  public static let xor = logicFunction("xor", "exclusive or of two bits", classes: [0, 1, 1, 0])

  private static func logicFunction(
    _ name: String, _ summary: String, classes: [Int32]
  ) -> NamedDataset {
    NamedDataset(
      name: name, summary: summary, classNames: ["0", "1"], featureShape: [2], trainCount: 4,
      testCount: 4, licence: "a truth table: free", downloads: [],
      form: .made {
        let examples = TensorDataset(
          features: [0, 0, 0, 1, 1, 0, 1, 1], shape: [2], classes: classes,
          classNames: ["0", "1"])
        return DatasetSplits(train: examples, test: examples)
      })
  }
}
