import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

struct CIFAR10Tests {
  private static let classes = NamedDataset.cifar10.classNames

  /// Records with labels that tell the file they come from.
  private static func batch(_ label: UInt8, count: Int) -> [UInt8] {
    (0..<count).flatMap { CIFARFileTests.record(label, start: $0) }
  }

  private static func archive(prefix: String, trainBatches: Int) -> [UInt8] {
    (1...trainBatches).flatMap {
      MadeTar.entry("\(prefix)data_batch_\($0).bin", batch(UInt8($0), count: 2))
    } + MadeTar.entry("\(prefix)test_batch.bin", batch(9, count: 3)) + MadeTar.end
  }

  private static func images(_ splits: [String], per count: Int) throws -> [UInt8] {
    var tar: [UInt8] = []
    for split in splits {
      for (number, name) in classes.enumerated() {
        for index in 0..<count {
          let pixels = [UInt8](repeating: UInt8(10 * number + index), count: 3072)
          let png = try ImageFile.png(Image(width: 32, height: 32, channels: 3, pixels: pixels))
          tar += MadeTar.entry("\(split)/\(name)/\(index).png", png)
        }
      }
    }
    return tar + MadeTar.end
  }

  private static func counts(_ path: String) throws -> [Int] {
    let splits = try NamedDataset.cifar10.load(given: path)
    #expect(splits.train.classNames == classes)
    return [splits.train.count, splits.test.count]
  }

  @Test func partsOfTheBinaryForm() throws {
    let folder = TemporaryFolder()
    try folder.write(CIFAR10Tests.batch(1, count: 4), to: "data_batch_1.bin")
    try folder.write(CIFAR10Tests.batch(9, count: 2), to: "test_batch.bin")
    #expect(try CIFAR10Tests.counts(folder.path) == [4, 2])
    try FileManager.default.removeItem(atPath: folder.path + "/data_batch_1.bin")
    let error = #expect(throws: DataError.self) { try CIFAR10Tests.counts(folder.path) }
    #expect(error?.subject.hasSuffix("data_batch_1.bin") == true)
  }

  @Test func wholeSetsWinOverParts() throws {
    let folder = TemporaryFolder()
    try folder.write(CIFAR10Tests.batch(1, count: 4), to: "sample/data_batch_1.bin")
    try folder.write(CIFAR10Tests.batch(9, count: 2), to: "sample/test_batch.bin")
    #expect(try CIFAR10Tests.counts(folder.path) == [4, 2])
    let tar = try CIFAR10Tests.images(["train", "test"], per: 3)
    try folder.write(MadeGzip.member(tar), to: "cifar10-jpeg.tar.gz")
    #expect(try CIFAR10Tests.counts(folder.path) == [30, 30])
    #expect(try CIFAR10Tests.counts(folder.path + "/sample") == [4, 2])
    #expect(try CIFAR10Tests.counts(folder.path + "/cifar10-jpeg.tar.gz") == [30, 30])
    let published = CIFAR10Tests.archive(prefix: "cifar-10-batches-bin/", trainBatches: 5)
    try folder.write(MadeGzip.member(published), to: "cifar-10-binary.tar.gz")
    #expect(try CIFAR10Tests.counts(folder.path) == [10, 3])
    for number in 1...5 {
      try folder.write(
        CIFAR10Tests.batch(2, count: 1), to: "cifar-10-batches-bin/data_batch_\(number).bin")
    }
    try folder.write(CIFAR10Tests.batch(9, count: 1), to: "cifar-10-batches-bin/test_batch.bin")
    #expect(try CIFAR10Tests.counts(folder.path) == [5, 1])
  }

  @Test func batchesKeepTheirOrder() throws {
    let folder = TemporaryFolder()
    let published = CIFAR10Tests.archive(prefix: "x/", trainBatches: 5)
    try folder.write(MadeGzip.member(published), to: "cifar-10-binary.tar.gz")
    let train = try NamedDataset.cifar10.load(given: folder.path).train.all()
    #expect(train.labels.doubles == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
    let pixel: [Float] = [1.0 / 255, 86.0 / 255, 171.0 / 255]
    #expect(Array(train.features.floats[3072..<3075]) == pixel)
  }

  @Test func archivesWithoutSomeOfIt() throws {
    let folder = TemporaryFolder()
    let part = CIFAR10Tests.archive(prefix: "", trainBatches: 3)
    try folder.write(MadeGzip.member(part), to: "cifar-10-binary.tar.gz")
    #expect(throws: DataError.self) { try CIFAR10Tests.counts(folder.path) }
    try folder.write(CIFAR10Tests.images(["train"], per: 1), to: "only-train.tar")
    #expect(throws: DataError.self) { try CIFAR10Tests.counts(folder.path + "/only-train.tar") }
  }
}
