import ApusCore
import Foundation

extension NamedDataset {
  /// Iris: 150 flowers of three species by four lengths in centimetres, features [4].
  ///
  /// One species can be told from the others by a straight line, the other two from each other not
  /// quite.
  ///
  /// - Source: Fisher 1936, *The use of multiple measurements in taxonomic problems*.
  public static let iris = TabularSet(
    file: "iris.csv", columns: ["sepal_length", "sepal_width", "petal_length", "petal_width"],
    target: "species", classNames: ["Iris-setosa", "Iris-versicolor", "Iris-virginica"]
  ).named(
    "iris", "three species of iris by four lengths of their flowers", trainCount: 120,
    testCount: 30, licence: "Fisher 1936; UCI, CC BY 4.0")

  /// Banknotes: 1,372 photographs of genuine and forged notes by four figures of their wavelet
  /// transforms, features [4].
  ///
  /// - Source: Lohweg and others 2013, *Banknote authentication with mobile devices*.
  public static let banknote = TabularSet(
    file: "banknote_authentication.csv", columns: ["variance", "skewness", "kurtosis", "entropy"],
    target: "class", classNames: ["0", "1"]
  ).named(
    "banknote", "genuine and forged banknotes by four figures of their wavelet transforms",
    trainCount: 1098, testCount: 274, licence: "Lohweg; UCI, CC BY 4.0")

  /// Sonar: 208 echoes of metal cylinders (M) and rocks (R) by the energy in 60 bands, features
  /// [60].
  ///
  /// - Source: Gorman and Sejnowski 1988, *Analysis of hidden units in a layered network trained
  ///   to classify sonar targets*.
  public static let sonar = TabularSet(
    file: "sonar.csv", columns: (1...60).map { "band_\($0)" }, target: "object",
    classNames: ["M", "R"]
  ).named(
    "sonar", "sonar echoes of mines and rocks in 60 bands", trainCount: 167, testCount: 41,
    licence: "Gorman, Sejnowski; UCI, CC BY 4.0")
}

/// A set that lies in one CSV file without header, numbers first, the class last.
///
/// The files have no published division: a fifth of each class is drawn, always the same.
private struct TabularSet {
  let file: String
  let columns: [String]
  let target: String
  let classNames: [String]

  func named(
    _ name: String, _ summary: String, trainCount: Int, testCount: Int, licence: String
  ) -> NamedDataset {
    NamedDataset(
      name: name, summary: summary, classNames: classNames, featureShape: [columns.count],
      trainCount: trainCount, testCount: testCount, licence: licence, downloads: [],
      form: .read(
        NamedDataset.Reader(
          expectation: file, folder: "tabular", isPresent: { path(at: $0) != nil },
          read: { try read(path(at: $0) ?? "\($0)/\(file)") })))
  }

  /// The file: `place` itself or in the folder `place`; nil where neither is one.
  private func path(at place: String) -> String? {
    [place, "\(place)/\(file)"].first { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }

  private func read(_ path: String) throws -> DatasetSplits {
    var types = Dictionary(uniqueKeysWithValues: columns.map { ($0, TableColumn.Kind.number) })
    types[target] = .categories(classNames)
    let table = try Table(
      path: path, format: CSVFormat(header: .names(columns + [target])), types: types)
    return try table.dataset(target: target).stratifiedSplit()
  }
}
