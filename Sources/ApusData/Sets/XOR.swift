extension NamedDataset {
  /// The four examples of exclusive or: the least task that no single layer can learn.
  ///
  /// Features [2] of zeros and ones; the class is 1 where exactly one of them is 1.
  ///
  /// - Source: Minsky and Papert 1969, *Perceptrons*.
  public static let xor = NamedDataset(
    name: "xor", summary: "exclusive or of two bits", classNames: ["0", "1"],
    featureShape: [2], trainCount: 4, testCount: 4, licence: "a truth table: free",
    downloads: [],
    form: .made {
      let examples = TensorDataset(
        features: [0, 0, 0, 1, 1, 0, 1, 1], shape: [2], classes: [0, 1, 1, 0])
      return DatasetSplits(train: examples, test: examples)
    })
}
