/// A data set's two parts: what a model learns from and what it is judged by.
public struct DatasetSplits: Sendable {
  /// The examples to learn from.
  public let train: any Dataset
  /// The examples to judge by.
  public let test: any Dataset

  /// The two parts of a data set.
  public init(train: any Dataset, test: any Dataset) {
    self.train = train
    self.test = test
  }
}
