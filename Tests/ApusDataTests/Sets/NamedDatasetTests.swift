import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

struct NamedDatasetTests {
  private static func images(_ count: Int) -> [UInt8] {
    IDXFileTests.file(
      8, [count, 28, 28], (0..<count * 784).map { UInt8(truncatingIfNeeded: $0) })
  }

  private static func labels(_ count: Int) -> [UInt8] {
    IDXFileTests.file(8, [count], (0..<count).map { UInt8($0 % 10) })
  }

  /// A small set in MNIST's form.
  static func writeMNIST(to folder: TemporaryFolder, at path: String, count: Int = 3) throws {
    for split in ["train", "t10k"] {
      try folder.write(images(count), to: path + "/\(split)-images-idx3-ubyte")
      try folder.write(
        MadeGzip.member(labels(count)), to: path + "/\(split)-labels-idx1-ubyte.gz")
    }
  }

  private func environment(_ folder: TemporaryFolder, data: String? = nil) -> [String: String] {
    ["HOME": folder.path + "/home", "APUS_DATA": data ?? ""]
  }

  @Test func namesAreKnownAndUnique() {
    #expect(Set(NamedDataset.all.map(\.name)).count == NamedDataset.all.count)
    for set in NamedDataset.all { #expect(NamedDataset.named(set.name)?.summary == set.summary) }
    #expect(NamedDataset.named("minst") == nil)
    for file in NamedDataset.all.flatMap(\.downloads) {
      #expect(file.sha256.count == 64)
      #expect(file.byteCount > 0)
      #expect(file.addresses.allSatisfy { $0.hasPrefix("https://") && $0.hasSuffix(file.name) })
    }
  }

  @Test func searchOrder() throws {
    let folder = TemporaryFolder()
    let (given, data, cache) = (
      folder.path + "/given", folder.path + "/data", folder.path + "/home/.cache/apus/mnist"
    )
    let variables = environment(folder, data: data)
    #expect(try NamedDataset.mnist.locate(environment: variables) == nil)
    try NamedDatasetTests.writeMNIST(to: folder, at: "home/.cache/apus/mnist")
    #expect(try NamedDataset.mnist.locate(environment: variables) == .cache(cache))
    try NamedDatasetTests.writeMNIST(to: folder, at: "data/mnist")
    #expect(
      try NamedDataset.mnist.locate(environment: variables) == .environment(data + "/mnist"))
    #expect(try NamedDataset.mnist.locate(environment: environment(folder)) == .cache(cache))
    try NamedDatasetTests.writeMNIST(to: folder, at: "given")
    #expect(
      try NamedDataset.mnist.locate(given: given, environment: variables) == .given(given))
    #expect(
      try NamedDataset.mnist.locate(given: data, environment: variables) == .given(data + "/mnist"))
    let other = ["XDG_CACHE_HOME": folder.path + "/other", "HOME": folder.path + "/home"]
    #expect(try NamedDataset.mnist.locate(environment: other) == nil)
    #expect(try NamedDataset.xor.locate() == .made)
  }

  @Test func aGivenFolderIsTheOnlyOne() throws {
    let folder = TemporaryFolder()
    try NamedDatasetTests.writeMNIST(to: folder, at: "data/mnist")
    let variables = environment(folder, data: folder.path + "/data")
    for name in ["nowhere", "home"] {
      try folder.write([1], to: "home/file")
      let error = #expect(throws: DataError.self) {
        try NamedDataset.mnist.load(given: "\(folder.path)/\(name)", environment: variables)
      }
      #expect(error?.reason == .missing)
      #expect(error?.description.contains("train-images-idx3-ubyte.gz") == true)
    }
  }

  @Test func mnistsFiles() throws {
    let folder = TemporaryFolder()
    try NamedDatasetTests.writeMNIST(to: folder, at: "mnist", count: 12)
    let path = folder.path + "/mnist"
    let splits = try NamedDataset.mnist.load(given: path)
    #expect(splits.train.count == 12)
    #expect(splits.train.featureShape == [28, 28, 1])
    #expect(try splits.test.all().labels.doubles == (0..<12).map { Double($0 % 10) })

    try folder.write(NamedDatasetTests.labels(11), to: "mnist/train-labels-idx1-ubyte")
    try FileManager.default.removeItem(atPath: path + "/train-labels-idx1-ubyte.gz")
    #expect(throws: DataError.self) { try NamedDataset.mnist.load(given: path) }
    try FileManager.default.removeItem(atPath: path + "/train-labels-idx1-ubyte")
    let error = #expect(throws: DataError.self) { try NamedDataset.mnist.load(given: path) }
    #expect(error?.subject.hasSuffix("train-labels-idx1-ubyte.gz") == true)
    try folder.write(
      IDXFileTests.file(8, [12], [UInt8](repeating: 10, count: 12)),
      to: "mnist/train-labels-idx1-ubyte")
    #expect(throws: DataError.self) { try NamedDataset.mnist.load(given: path) }
    try folder.write(NamedDatasetTests.labels(12), to: "mnist/train-labels-idx1-ubyte")
    try folder.write(
      IDXFileTests.file(8, [12, 14, 56], [UInt8](repeating: 1, count: 12 * 784)),
      to: "mnist/train-images-idx3-ubyte")
    #expect(throws: DataError.self) { try NamedDataset.mnist.load(given: path) }
  }

  @Test func aMadeSetIsReadFromNoFolder() {
    #expect {
      try NamedDataset.xor.load(given: "/tmp")
    } throws: {
      ($0 as? DataError)?.reason == .unsuitable && "\($0)".contains("xor is made on the spot")
    }
  }

  @Test func xor() throws {
    let all = try NamedDataset.xor.load().train.all()
    #expect(all.features.floats == [0, 0, 0, 1, 1, 0, 1, 1])
    #expect(all.labels.array(of: Int32.self) == [0, 1, 1, 0])
  }
}
