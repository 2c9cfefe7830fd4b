import ApusCore
import ApusTestSupport
import Testing

@testable import ApusData

@Suite(.enabled(if: RealData.isHere, "no real data on this machine"), .serialized)
struct RealDataTests {
  private let folder = RealData.folder ?? ""

  private func sum(_ set: any Dataset) throws -> Double {
    let loader = DataLoader(set, batchSize: 500)
    let batches = loader.batches(epoch: 0)
    var sum = 0.0
    while let batch = try batches.next() {
      batch.features.withElements(of: Float.self) { pixels in
        for pixel in pixels { sum += Double(pixel) }
      }
    }
    return sum
  }

  @Test func mnist() throws {
    let splits = try NamedDataset.mnist.load(given: folder)
    #expect(splits.train.count == 60_000)
    #expect(splits.test.count == 10_000)
    let first = try splits.train.batch(at: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(first.labels.array(of: Int32.self) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    let tests = try splits.test.batch(at: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(tests.labels.array(of: Int32.self) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
    // The mean brightness of the training set is known to be 0.1307, of the test set 0.1325.
    #expect(abs(try sum(splits.train) / (60_000 * 784) - 0.1307) < 5e-5)
    #expect(abs(try sum(splits.test) / (10_000 * 784) - 0.1325) < 5e-5)
  }

  @Test func cifarSample() throws {
    let splits = try NamedDataset.cifar10.load(given: folder + "/cifar10/sample")
    #expect(splits.train.count == 2000)
    #expect(splits.test.count == 500)
    // What NumPy finds in the files.
    let first = try splits.train.batch(at: [0, 1, 2, 3, 4])
    #expect(first.labels.array(of: Int32.self) == [5, 1, 2, 5, 1])
    #expect(first.features.floats[..<3].map { Int(($0 * 255).rounded()) } == [137, 157, 129])
    let pixel = 3 * (5 * 32 + 7)
    let colours = first.features.floats[pixel..<pixel + 3].map { Int(($0 * 255).rounded()) }
    #expect(colours == [52, 67, 28])
    #expect(abs(try sum(splits.train) * 255 - 740_959_675) < 20)
    #expect(abs(try sum(splits.test) * 255 - 186_698_909) < 20)
  }

  @Test func cifarImages() throws {
    let splits = try NamedDataset.cifar10.load(given: folder)
    #expect(splits.train.count == 50_000)
    #expect(splits.test.count == 10_000)
    var counts = [Int](repeating: 0, count: 10)
    for label in try splits.test.all().labels.array(of: Int32.self) { counts[Int(label)] += 1 }
    #expect(counts == [Int](repeating: 1000, count: 10))
    // The mean of the published set is 0.4914, 0.4822, 0.4465 by channel; the files are lossy.
    #expect(abs(try sum(splits.train) / (50_000 * 3072) - 0.4734) < 2e-3)
  }
}
