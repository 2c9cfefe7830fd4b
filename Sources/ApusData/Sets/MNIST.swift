import ApusCore
import ApusFiles
import Foundation

extension NamedDataset {
  /// MNIST: handwritten digits, 60,000 to learn from and 10,000 to judge by, white on black,
  /// [28, 28, 1].
  ///
  /// - Source: LeCun, Bottou, Bengio, Haffner 1998, *Gradient-based learning applied to document
  ///   recognition*.
  public static let mnist = NamedDataset(
    name: "mnist", summary: "handwritten digits, 28 by 28, grey", classNames: MNIST.classNames,
    featureShape: [28, 28, 1], trainCount: 60_000, testCount: 10_000,
    licence: "LeCun, Cortes, Burges; CC BY-SA 3.0", downloads: MNIST.downloads,
    form: .read(
      Reader(
        expectation: MNIST.files.map { $0 + ".gz" }.joined(separator: ", "),
        isPresent: { folder in MNIST.files.contains { MNIST.path(of: $0, in: folder) != nil } },
        read: MNIST.read(folder:))))
}

private enum MNIST {
  static let classNames = (0..<10).map { "\($0)" }
  static let files = [
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
  ]

  /// The files as published; the first publisher's own server no longer gives them to programs.
  static let downloads = [
    (
      files[0], 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
    ),
    (
      files[1], 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
    ),
    (
      files[2], 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
    ),
    (
      files[3], 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
    ),
  ].map { name, byteCount, sha256 in
    RemoteFile(
      name: name + ".gz",
      addresses: [
        "https://storage.googleapis.com/cvdf-datasets/mnist/\(name).gz",
        "https://ossci-datasets.s3.amazonaws.com/mnist/\(name).gz",
      ], byteCount: byteCount, sha256: sha256)
  }

  /// The published file or the same without compression; nil where neither is there.
  static func path(of file: String, in folder: String) -> String? {
    ["\(folder)/\(file).gz", "\(folder)/\(file)"].first(
      where: FileManager.default.fileExists(atPath:))
  }

  static func read(folder: String) throws -> DatasetSplits {
    var splits = ["train", "t10k"].makeIterator()
    // Side by side: decompression is most of the work.
    let sets = try Pipeline.map(
      produce: { splits.next() }, transform: { try read(split: $0, folder: folder) })
    return DatasetSplits(train: sets[0], test: sets[1])
  }

  private static func read(split: String, folder: String) throws -> ImageDataset {
    func file(_ ending: String) throws -> (IDXFile, path: String) {
      let name = "\(split)-\(ending)"
      let path = path(of: name, in: folder) ?? "\(folder)/\(name).gz"
      return (try IDXFile(path: path), path)
    }
    let (labels, labelPath) = try file("labels-idx1-ubyte")
    let (images, imagePath) = try file("images-idx3-ubyte")
    guard images.elementType == .uint8, images.shape.count == 3,
      images.shape[1...] == [28, 28], images.shape[0] > 0
    else {
      throw DataError(
        .unsuitable, imagePath,
        "expected uint8 images [count, 28, 28], found \(images.elementType) \(images.shape)",
        advice: "check that it is the right file")
    }
    guard labels.elementType == .uint8, labels.shape == [images.shape[0]] else {
      throw DataError(
        .unsuitable, labelPath,
        "expected \(images.shape[0]) labels, one an image, found \(labels.shape)",
        advice: "check that both files are of the same set")
    }
    if let wrong = labels.bytes.first(where: { $0 > 9 }) {
      throw DataError.corrupt(labelPath, "expected labels 0 to 9, found \(wrong)")
    }
    return ImageDataset(
      pixels: images.bytes, shape: [28, 28, 1], labels: labels.bytes.map { Int32($0) },
      classNames: classNames)
  }
}
