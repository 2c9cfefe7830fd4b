import ApusCore
import ApusFiles
import Foundation

extension NamedDataset {
  /// CIFAR-10: small colour photographs in ten classes, 50,000 to learn from and 10,000 to judge
  /// by, [32, 32, 3].
  ///
  /// Read in its published binary form, from the archive or unpacked, also in part; or as class
  /// folders of image files, from a folder or a tar archive. Where several lie together, the whole
  /// set is taken rather than a part.
  ///
  /// - Source: Krizhevsky 2009, *Learning multiple layers of features from tiny images*.
  public static let cifar10 = NamedDataset(
    name: "cifar10", summary: "small photographs in ten classes, 32 by 32, colour",
    classNames: CIFAR10.classNames, featureShape: CIFAR10.shape, trainCount: 50_000,
    testCount: 10_000, licence: "Krizhevsky, Nair, Hinton; no licence stated",
    downloads: [
      RemoteFile(
        name: CIFAR10.archiveName,
        addresses: ["https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"],
        byteCount: 170_052_171,
        sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")
    ],
    form: .read(
      Reader(
        expectation:
          """
          data_batch_1.bin to 5 and test_batch.bin, \(CIFAR10.archiveName), \
          \(CIFAR10.imageArchiveName), or folders train/CLASS and test/CLASS of images
          """,
        isPresent: { CIFAR10.Form(at: $0) != nil }, read: CIFAR10.read(path:))))
}

private enum CIFAR10 {
  static let classNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]
  static let shape: Shape = [32, 32, 3]
  static let archiveName = "cifar-10-binary.tar.gz"
  static let imageArchiveName = "cifar10-jpeg.tar.gz"
  private static let batchNames = (1...5).map { "data_batch_\($0).bin" }
  private static let testName = "test_batch.bin"

  /// What lies at a path, whole sets before parts.
  enum Form {
    case batches(folder: String)
    case archive(String)
    case images(String)

    init?(at path: String) {
      func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(path)/\(name)")
      }
      let unpacked = "cifar-10-batches-bin"
      if (batchNames + [testName]).allSatisfy(exists) {
        self = .batches(folder: path)
      } else if exists("\(unpacked)/\(testName)") {
        self = .batches(folder: "\(path)/\(unpacked)")
      } else if exists(archiveName) {
        self = .archive("\(path)/\(archiveName)")
      } else if exists("train") && exists("test") {
        self = .images(path)
      } else if exists(imageArchiveName) {
        self = .images("\(path)/\(imageArchiveName)")
      } else if exists(batchNames[0]) || exists(testName) {
        self = .batches(folder: path)
      } else if exists("sample/\(testName)") {
        self = .batches(folder: "\(path)/sample")
      } else if path.hasSuffix(archiveName) && FileManager.default.fileExists(atPath: path) {
        self = .archive(path)
      } else if [".tar", ".tar.gz", ".tgz"].contains(where: path.hasSuffix) {
        self = .images(path)
      } else {
        return nil
      }
    }
  }

  static func read(path: String) throws -> DatasetSplits {
    switch Form(at: path) {
    case .batches(let folder): return try readBatches(folder: folder)
    case .archive(let path): return try readArchive(path)
    case .images(let path): return try readImages(path)
    case nil:
      throw DataError(
        .missing, path, "nothing of cifar10 is there", advice: "check the path")
    }
  }

  private static func readBatches(folder: String) throws -> DatasetSplits {
    let present = batchNames.filter {
      FileManager.default.fileExists(atPath: "\(folder)/\($0)")
    }
    // All parts, or the first alone, as samples have it; else the error is about the first that is
    // missing.
    let isSample = present == [batchNames[0]]
    let train = try (isSample ? present : batchNames).map {
      try CIFARFile(path: "\(folder)/\($0)")
    }
    return DatasetSplits(
      train: dataset(train), test: dataset([try CIFARFile(path: "\(folder)/\(testName)")]))
  }

  private static func readArchive(_ path: String) throws -> DatasetSplits {
    let archive = try TarArchive(path: path)
    var files: [String: CIFARFile] = [:]
    while let entry = try archive.next() {
      let name = String(entry.path.split(separator: "/").last ?? "")
      guard entry.isFile, name == testName || batchNames.contains(name) else { continue }
      files[name] = try CIFARFile(records: archive.readContents(), name: "\(path)/\(entry.path)")
    }
    let train = batchNames.compactMap { files[$0] }
    guard train.count == batchNames.count, let test = files[testName] else {
      throw DataError(
        .unsuitable, path, "expected \(batchNames.count) training batches and \(testName) in it",
        advice: "check that it is CIFAR-10's binary version")
    }
    return DatasetSplits(train: dataset(train), test: dataset([test]))
  }

  private static func readImages(_ path: String) throws -> DatasetSplits {
    let folder = try ImageFolder(path)
    guard folder.parts == [.train, .test], folder.classNames == classNames else {
      throw DataError(
        .unsuitable, path,
        """
        expected images in train/CLASS and test/CLASS for the classes \
        \(classNames.joined(separator: ", "))
        """,
        advice: "check that it is the right folder or archive")
    }
    try folder.expectSize(height: shape[0], width: shape[1])
    let fitting = ImageFitting(height: shape[0], width: shape[1])
    return DatasetSplits(
      train: try folder.images(.train, fitting: fitting),
      test: try folder.images(.test, fitting: fitting))
  }

  /// One set of the records of several files, each a block.
  private static func dataset(_ files: [CIFARFile]) -> ImageDataset {
    ImageDataset(
      blocks: files.map(\.pixels),
      places: files.enumerated().flatMap { block, file in
        file.labels.indices.map { ImageDataset.Place(block: Int32(block), image: Int32($0)) }
      },
      shape: shape, labels: files.flatMap { $0.labels.map { Int32($0) } }, classNames: classNames)
  }
}
