import ApusFiles

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

  /// Throws where a part has no examples, as the fifth of a few.
  ///
  /// - Parameter name: what the data set is called.
  /// - Throws: ``DataError`` with the counts.
  package func checkBothParts(of name: String) throws {
    guard train.count > 0, test.count > 0 else {
      throw DataError(
        .unsuitable, name,
        "its files give \(train.count) examples to learn from and \(test.count) to judge by",
        advice: "give it more examples")
    }
  }
}

extension DatasetSplits: CustomStringConvertible {
  /// A line for each part.
  public var description: String { "train: \(train)\ntest: \(test)" }
}
