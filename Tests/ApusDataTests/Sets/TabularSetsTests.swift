import ApusCore
import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

@Suite struct TabularSetsTests {
  private static let rows = (0..<10).map { "\($0),0.5,1e-3,-2,\($0 % 2)\n" }.joined()

  @Test func theFileIsFoundInTheSharedFolder() throws {
    let folder = TemporaryFolder()
    let file = try folder.write(
      Array(Self.rows.utf8), to: "data/tabular/banknote_authentication.csv")
    let data = folder.path + "/data"
    let variables = ["HOME": folder.path + "/home", "APUS_DATA": data]
    #expect(
      try NamedDataset.banknote.locate(environment: variables) == .environment(data + "/tabular"))
    for given in [data, data + "/tabular", file] {
      let splits = try NamedDataset.banknote.load(given: given, environment: [:])
      #expect(splits.train.count == 8 && splits.test.count == 2)
      #expect(splits.train.classNames == ["0", "1"] && splits.train.featureShape == [4])
    }
  }

  @Test func whatIsMissingIsSaid() throws {
    let folder = TemporaryFolder()
    let variables = ["HOME": folder.path]
    for call in [
      { _ = try NamedDataset.sonar.load(environment: variables) },
      { _ = try NamedDataset.sonar.fetch(environment: variables) },
    ] {
      let error = #expect(throws: DataError.self) { try call() }
      #expect(error?.reason == .missing)
      #expect(
        error?.advice.hasPrefix("put sonar.csv into \(folder.path)/.cache/apus/tabular or") == true)
    }
    try folder.write(Array("0,1,2\n".utf8), to: "sonar.csv")
    let error = #expect(throws: DataError.self) {
      try NamedDataset.sonar.load(given: folder.path)
    }
    #expect(error?.description.contains("sonar.csv:1: expected 61 fields, found 3") == true)
    let path = try folder.write(Array("1,2,3,4,Rose\n".utf8), to: "iris.csv")
    #expect(throws: DataError.self) { try NamedDataset.iris.load(given: path) }
  }

  @Test func logicFunctions() throws {
    let all = try NamedDataset.and.load().train.all()
    #expect(all.features.floats == [0, 0, 0, 1, 1, 0, 1, 1])
    #expect(all.labels.array(of: Int32.self) == [0, 0, 0, 1])
    #expect(NamedDataset.and.isMade && !NamedDataset.iris.isMade)
  }

  @Test(.enabled(if: RealData.isHere, "no real data on this machine"))
  func thePublishedFiles() throws {
    for (set, balance) in [
      (NamedDataset.iris, [50, 50, 50]), (.banknote, [762, 610]), (.sonar, [111, 97]),
    ] {
      let splits = try set.load(given: RealData.folder)
      #expect(splits.train.count == set.trainCount && splits.test.count == set.testCount)
      #expect(splits.train.featureShape == set.featureShape)
      #expect(splits.train.classNames == set.classNames)
      let parts = [try ClassBalance(of: splits.train), try ClassBalance(of: splits.test)]
      #expect(zip(parts[0].counts, parts[1].counts).map(+) == balance)
    }
    // The means that NumPy finds in the file.
    let path = (RealData.folder ?? "") + "/tabular/iris.csv"
    let table = try Table(path: path, format: CSVFormat(header: .none))
    let statistics = FeatureStatistics(of: try table.dataset(target: "c5").all().features)
    for (mean, expected) in zip(statistics.means, [5.843333, 3.054, 3.758667, 1.198667]) {
      #expect((mean - expected).magnitude < 1e-5)
    }
  }
}
