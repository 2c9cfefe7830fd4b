import ApusCore
import ApusFiles
import ApusNN
import Foundation

/// A set of images with more of them to learn from: each as it is, and some changed copies of it,
/// in class folders.
///
/// ```swift
/// let augmentation = Augmentation(seed: 1, [RandomHorizontalFlip(), RandomRotation(-10...10)])
/// let set = EnlargedSet(try ImageFolder("photos"), augmentation: augmentation, times: 4)
/// try set.write(to: "more-photos")
/// ```
///
/// Training images become `train/CLASS/NAME-0.png`, which is the image itself, and `-1` to
/// `-(times − 1)`, which are changed; images of other splits are copied. A copy is a pure function
/// of the augmentation's seed, its number and the image's position. Images from JPEG files become
/// JPEG files of quality 95, others PNG files.
///
/// A folder that was begun with the same settings is completed: files that are there stay. Any
/// other folder must be empty.
public struct EnlargedSet: Sendable {
  /// An image and where it is from.
  struct Original: Sendable {
    let image: Image
    let isJPEG: Bool
  }

  /// Images of a part.
  struct Part: Sendable {
    let part: DatasetPart
    let count: Int
    /// The folder and the file name without ending, of an image.
    let name: @Sendable (Int) -> (className: String, stem: String)
    let read: @Sendable (Int) throws -> Original
  }

  let parts: [Part]
  let source: String
  let augmentation: Augmentation
  let times: Int

  private static let descriptionName = "augment.json"

  /// What a folder was begun with.
  private struct Description: Codable, Equatable {
    let source: String
    let seed: UInt64
    let times: Int
    let transforms: [String]
    let images: [Int]
  }

  /// More images of a folder's.
  ///
  /// Traps where `times` is below 1, and where the augmentation mixes examples: a folder has one
  /// class.
  ///
  /// - Parameters:
  ///   - folder: the images.
  ///   - augmentation: how copies are changed.
  ///   - times: how many times as many images to learn from there shall be.
  ///   - ignoringOrientation: whether images are left as they are stored, else they are turned
  ///     upright.
  public init(
    _ folder: ImageFolder, augmentation: Augmentation, times: Int, ignoringOrientation: Bool = false
  ) {
    let parts = folder.parts.map { part in
      let members = folder.members[part] ?? []
      let (files, classNames) = (folder.files, folder.classNames)
      return Part(
        part: part, count: members.count,
        name: { index in
          let path = files.name(of: Int(members[index].file))
          let file = path.split(separator: "/").last.map(String.init) ?? path
          let stem = file.split(separator: ".").dropLast().joined(separator: ".")
          // Names of one class may be the same in different folders of it.
          let number = String(format: "%06d", index)
          return (classNames[Int(members[index].label)], "\(number)-\(stem)")
        },
        read: { index in
          let file = Int(members[index].file)
          return try files.withBytes(of: file) { bytes in
            Original(
              image: try ImageFile.decode(
                Array(bytes), name: files.name(of: file), ignoringOrientation: ignoringOrientation),
              isJPEG: bytes.first == 0xFF)
          }
        })
    }
    self.init(parts: parts, source: folder.path, augmentation: augmentation, times: times)
  }

  /// More images of a data set's; traps also where its features are no images [height, width, 1 or
  /// 3] with classes.
  public init(
    _ splits: DatasetSplits, named name: String, augmentation: Augmentation, times: Int
  ) {
    let parts = [(DatasetPart.train, splits.train), (.test, splits.test)].map { part, data in
      let shape = data.featureShape
      require(
        shape.rank == 3 && [1, 3].contains(shape[2]) && data.labelType == .classes,
        "EnlargedSet: examples of \(shape), expected images [height, width, 1 or 3] with classes")
      return (part, data)
    }
    self.init(
      parts: parts.map { part, data in
        // Asked once, not for each image.
        let classes = (try? data.classes()) ?? []
        return Part(
          part: part, count: data.count,
          name: { index in
            (data.classNames[classes[index]], String(format: "%06d", index))
          },
          read: { index in
            let features = try data.batch(at: [index]).features.reshaped(to: data.featureShape)
            guard let image = Image(unitFeatures: features) else {
              throw DataError(
                .unsuitable, name, "has features that are no image", advice: "name a set of images")
            }
            return Original(image: image, isJPEG: false)
          })
      }, source: name, augmentation: augmentation, times: times)
  }

  private init(parts: [Part], source: String, augmentation: Augmentation, times: Int) {
    require(times >= 1, "EnlargedSet: \(times) times as many images, expected 1 or more")
    require(
      augmentation.mixing == nil, "EnlargedSet: mixed examples, whose classes no folder can say")
    self.parts = parts
    self.source = source
    self.augmentation = augmentation
    self.times = times
  }

  /// How many images there will be to learn from, and others.
  public var counts: [(part: DatasetPart, count: Int)] {
    parts.map { ($0.part, $0.part == .train ? $0.count * times : $0.count) }
  }

  /// Writes the set as class folders, on all processors.
  ///
  /// - Parameters:
  ///   - folder: is made where it is not there; must be empty, or begun with the same settings.
  ///   - progress: told from time to time, from any thread, how many of the original images are
  ///     done.
  /// - Throws: ``DataError`` or ``FileError`` where the folder holds something else, an image
  ///   cannot be read, or a file cannot be written.
  public func write(
    to folder: String,
    progress: @escaping @Sendable (_ done: Int, _ count: Int) -> Void = { _, _ in }
  ) throws {
    try begin(folder)
    let total = parts.reduce(0) { $0 + $1.count }
    var before = 0
    for part in parts {
      for name in Set((0..<part.count).map { part.name($0).className }) {
        try AtomicFile.makeFolder("\(folder)/\(part.part.folderName)/\(EnlargedSet.plain(name))")
      }
      let offset = before
      _ = try Pipeline.mapEach(
        part.count, progress: { done, _ in progress(offset + done, total) }
      ) { index in
        try write(part, index, to: folder)
      }
      before += part.count
    }
  }

  private func write(_ part: Part, _ index: Int, to folder: String) throws {
    let (className, stem) = part.name(index)
    let place = "\(folder)/\(part.part.folderName)/\(EnlargedSet.plain(className))/\(stem)"
    let count = part.part == .train ? times : 1
    func isThere(_ copy: Int) -> Bool {
      ["jpg", "png"].contains { access("\(place)-\(copy).\($0)", F_OK) == 0 }
    }
    let missing = (0..<count).filter { !isThere($0) }
    guard !missing.isEmpty else { return }
    let original = try part.read(index)
    let features = original.image.features
    for copy in missing {
      let image =
        copy == 0
        ? original.image
        : Image(
          unitFeatures: augmentation(features, examples: [index], epoch: copy)
            .reshaped(to: augmentation.outputShape(for: features.shape.removing(0))))
      guard let image else { continue }
      let bytes = original.isJPEG ? try ImageFile.jpeg(image) : try ImageFile.png(image)
      try AtomicFile.write(Data(bytes), to: "\(place)-\(copy).\(original.isJPEG ? "jpg" : "png")")
    }
  }

  /// A class's name as the name of a folder.
  private static func plain(_ name: String) -> String {
    let plain = name.replacing("/", with: "_")
    return plain.hasPrefix(".") ? "_" + plain.dropFirst() : plain
  }

  private func begin(_ folder: String) throws {
    let description = Description(
      source: source, seed: augmentation.seed, times: times,
      transforms: augmentation.transforms.map { "\($0)" }, images: parts.map(\.count))
    let path = "\(folder)/\(EnlargedSet.descriptionName)"
    try AtomicFile.makeFolder(folder, option: "--out")
    if let data = FileManager.default.contents(atPath: path) {
      guard (try? JSONDecoder().decode(Description.self, from: data)) == description else {
        throw FileError(folder, "was begun with other settings; name another folder with --out")
      }
      return
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard names.isEmpty else {
      throw FileError(folder, "is not empty; name an empty or new folder with --out")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try AtomicFile.write(try encoder.encode(description), to: path)
  }
}
