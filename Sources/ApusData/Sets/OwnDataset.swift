import ApusCore

extension NamedDataset {
  /// A set of one's own that is made on the spot.
  ///
  /// - Parameters:
  ///   - name: what commands call it.
  ///   - summary: what it shows, in one line.
  ///   - classNames: what the classes are called, in the order of their numbers.
  ///   - featureShape: the shape of one example's features.
  ///   - trainCount: the number of examples to learn from.
  ///   - testCount: the number of examples to judge by.
  ///   - licence: who made it, and the terms it comes under.
  ///   - make: makes the examples, the same ones at every call.
  public init(
    _ name: String, _ summary: String, classNames: [String], featureShape: Shape, trainCount: Int,
    testCount: Int, licence: String = "", make: @escaping @Sendable () -> DatasetSplits
  ) {
    self.init(
      name: name, summary: summary, classNames: classNames, featureShape: featureShape,
      trainCount: trainCount, testCount: testCount, licence: licence, downloads: [],
      form: .made(make))
  }

  /// A set of one's own that is read from files: in the folder that the user names, or the set's
  /// own below `APUS_DATA` or in the cache.
  ///
  /// - Parameters:
  ///   - name: what commands call it; also its folder.
  ///   - summary: what it shows, in one line.
  ///   - classNames: what the classes are called, in the order of their numbers.
  ///   - featureShape: the shape of one example's features.
  ///   - trainCount: the number of examples to learn from.
  ///   - testCount: the number of examples to judge by.
  ///   - licence: who made it, and the terms it comes under.
  ///   - files: what the folder should hold, for errors: "points.csv".
  ///   - isPresent: whether something of the set lies at a path.
  ///   - read: reads the set at a path where it is present.
  public init(
    _ name: String, _ summary: String, classNames: [String], featureShape: Shape, trainCount: Int,
    testCount: Int, licence: String = "", files: String,
    isPresent: @escaping @Sendable (String) -> Bool,
    read: @escaping @Sendable (String) throws -> DatasetSplits
  ) {
    self.init(
      name: name, summary: summary, classNames: classNames, featureShape: featureShape,
      trainCount: trainCount, testCount: testCount, licence: licence, downloads: [],
      form: .read(Reader(expectation: files, isPresent: isPresent, read: read)))
  }
}
