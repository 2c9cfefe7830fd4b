import Apus
import ArgumentParser
import Foundation

/// `apus data augment`
struct DataAugmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "augment",
    abstract: "Writes a set of images with changed copies of those to learn from.",
    discussion: """
      The set is the name of a data set (see `apus data list`) or a folder, zip or tar archive of \
      class folders. What is written are class folders too: train/CLASS/NAME-0 is an image as it \
      was, -1 and on are changed copies; images to validate and to test with are copied.

        apus data augment photos --times 4 --out more-photos
        apus data augment mnist --times 10 --out more-digits --augment ElasticTransform \
        RandomRotation:degrees=10

      Without --augment, colour images are mirrored at random, turned, moved, enlarged and changed \
      in colour, grey ones turned, moved and enlarged, all of it a little. The same seed gives the \
      same files. A folder that was begun with the same settings is completed.
      """)

  @Argument(help: "A data set's name, or a folder or archive of class folders.")
  var set: String

  @Option(help: "How many times as many images to learn from there shall be.")
  var times = 4

  @Option(name: .customLong("out"), help: "The folder to write: new, empty, or begun before.")
  var folder: String

  @Option(
    name: .customLong("augment"), parsing: .upToNextOption,
    help: ArgumentHelp(
      "How copies are changed, in order: see `apus list augmentations`.", valueName: "name"))
  var augmentation: [String] = []

  @Option(parsing: .unconditional, help: "The seed of all draws.")
  var seed: UInt64 = 0

  @OptionGroup var data: DataFolderOption

  @Flag(help: "Leave out images that cannot be decoded.")
  var skipDamaged = false

  @Flag(help: "Leave images as they are stored, whatever orientation they state.")
  var ignoreOrientation = false

  @OptionGroup var json: JSONOption

  private struct Written: Encodable {
    let folder: String
    let images: [String: Int]
  }

  func run() throws {
    try positive(times, "--times", atMost: 100_000)
    let set = try enlarged()
    try set.write(to: folder) { done, count in
      guard isatty(STDERR_FILENO) == 1 else { return }
      let end = done == count ? "\n" : ""
      writeToStandardError("\r\u{1B}[Kaugmenting: image \(done) of \(count)\(end)")
    }
    let counts = Dictionary(
      uniqueKeysWithValues: set.counts.map { ($0.part.folderName, $0.count) })
    if json.isGiven {
      try printJSON(Written(folder: folder, images: counts))
    } else {
      let parts = set.counts.map { "\($0.count) in \($0.part.folderName)" }
      print("\(folder): \(parts.joined(separator: ", "))")
    }
  }

  private func enlarged() throws -> EnlargedSet {
    if NamedDataset.named(set) == nil, FileManager.default.fileExists(atPath: set) {
      var images = try ImageFolder(set)
      try images.check(skippingDamaged: skipDamaged)
      for note in images.notes { writeToStandardError("apus: \(set): \(note)\n") }
      let shape = try images.firstShape(ignoringOrientation: ignoreOrientation)
      return EnlargedSet(
        images, augmentation: try augmentation(of: shape), times: times,
        ignoringOrientation: ignoreOrientation)
    }
    let splits = try namedDataset(set).load(given: data.folder, progress: showDownload)
    let shape = splits.train.featureShape
    guard shape.rank == 3, [1, 3].contains(shape[2]), splits.train.labelType == .classes else {
      throw UsageError("\(set) has examples of \(shape), which are no images with classes")
    }
    return EnlargedSet(
      splits, named: set, augmentation: try augmentation(of: shape), times: times)
  }

  private func augmentation(of shape: Shape) throws -> Augmentation {
    guard augmentation.isEmpty else {
      return try RunRequest.makeAugmentation(
        augmentation, option: "--augment", seed: seed, of: shape)
    }
    let map = RandomAffine(degrees: -10...10, x: -0.1...0.1, y: -0.1...0.1, scale: 0.9...1.1)
    if shape[2] == 1 { return Augmentation(seed: seed, [map]) }
    let colours = ColorJitter(
      brightness: 0.8...1.2, contrast: 0.8...1.2, saturation: 0.8...1.2)
    return Augmentation(seed: seed, [RandomHorizontalFlip(), map, colours])
  }
}
