import ApusCore
import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

/// Data sets of one's own.
@Suite struct OwnDatasetTests {
  private let place = TemporaryFolder()

  private static func points(_ values: [Float]) -> TensorDataset {
    TensorDataset(
      features: values, shape: [1], classes: values.map { $0 > 0 ? 1 : 0 },
      classNames: ["below", "above"])
  }

  @Test func oneThatIsMade() throws {
    let set = NamedDataset(
      "signs", "numbers by their sign", classNames: ["below", "above"], featureShape: [1],
      trainCount: 3, testCount: 1
    ) { DatasetSplits(train: Self.points([1, -1, 2]), test: Self.points([-3])) }
    #expect(set.isMade && set.name == "signs" && set.licence == "")
    let data = try set.load()
    #expect(data.train.count == 3 && data.test.count == 1)
    #expect(throws: DataError.self) { try set.load(given: place.path) }
  }

  @Test func oneThatIsRead() throws {
    let set = NamedDataset(
      "signs", "numbers by their sign", classNames: ["below", "above"], featureShape: [1],
      trainCount: 2, testCount: 2, files: "numbers.txt",
      isPresent: { path in FileManager.default.fileExists(atPath: path + "/numbers.txt") },
      read: { _ in DatasetSplits(train: Self.points([1, -1]), test: Self.points([2, -2])) })
    #expect(!set.isMade)
    let error = #expect(throws: DataError.self) { try set.load(given: place.path) }
    #expect(error?.description.contains("numbers.txt") == true, "\(error?.description ?? "")")
    try place.write("1 -1", to: "numbers.txt")
    #expect(try set.load(given: place.path).train.count == 2)
    #expect(try set.locate(given: place.path) == .given(place.path))
  }
}
