import ApusCore
import Foundation

/// Images sorted into folders by class: `train/cat/0001.jpg`, in a folder or a tar archive.
///
/// The last folder of a path is the class and the one before it the split; where class folders
/// stand at the top there is one split with an empty name. Classes are numbered in the order of
/// their names and images sorted by path. Other files and hidden ones are passed over.
public enum ImageFolder {
  /// Images decoded at once by one thread.
  private static let groupSize = 128

  /// Reads all images below `path`, a folder, a tar archive, or one compressed by gzip.
  ///
  /// An archive is read as a stream; what is kept is one byte a pixel and channel.
  ///
  /// - Parameters:
  ///   - path: the folder or archive.
  ///   - shape: [height, width, channels] of every image; channels are converted.
  ///   - resizing: whether images of another height or width are scaled, else they are an error.
  /// - Returns: a data set for each split, by name; all with the classes of all splits.
  /// - Throws: ``DataError`` where nothing is there or an image cannot be read.
  public static func read(
    _ path: String, shape: Shape, resizing: Bool = false
  ) throws -> [String: ImageDataset] {
    require(shape.rank == 3, "ImageFolder: \(shape), expected [height, width, channels]")
    let next = try isFolder(path) ? filesBelow(path) : filesInArchive(path)
    let groups = try Pipeline.map {
      try nextGroup(next)
    } transform: {
      try decode($0, shape: shape, resizing: resizing)
    }
    let images = groups.enumerated().flatMap { block, group in
      group.names.enumerated().map { image, name in
        PlacedImage(
          name: name, place: ImageDataset.Place(block: Int32(block), image: Int32(image)))
      }
    }
    guard !images.isEmpty else {
      throw DataError(
        .missing, path, "expected images as CLASS/NAME.jpg or .png, found none",
        advice: "check that it is the right folder")
    }
    let classNames = Set(images.map(\.name.className)).sorted()
    let classes = Dictionary(uniqueKeysWithValues: zip(classNames, Int32(0)...))
    return Dictionary(grouping: images, by: \.name.split).mapValues { images in
      let sorted = images.sorted { $0.name.path < $1.name.path }
      return ImageDataset(
        blocks: groups.map(\.pixels), places: sorted.map(\.place), shape: shape,
        labels: sorted.map { classes[$0.name.className] ?? 0 }, classNames: classNames)
    }
  }

  private struct Name: Sendable {
    let path: String
    let split: String
    let className: String

    /// What `path` says of an image; nil where it is not one in a class folder.
    init?(path: String) {
      let parts = path.split(separator: "/").filter { $0 != "." }
      guard parts.count >= 2, ImageFile.hasImageName(path),
        !parts.contains(where: { $0.hasPrefix(".") || $0 == "__MACOSX" })
      else { return nil }
      self.path = path
      className = String(parts[parts.count - 2])
      split = parts.count > 2 ? String(parts[parts.count - 3]) : ""
    }
  }

  private struct EncodedImage: Sendable {
    let name: Name
    /// What errors call it.
    let location: String
    let bytes: [UInt8]
  }

  private struct Group: Sendable {
    let names: [Name]
    let pixels: [UInt8]
  }

  private struct PlacedImage {
    let name: Name
    let place: ImageDataset.Place
  }

  private static func isFolder(_ path: String) throws -> Bool {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw DataError(
        .missing, path, "no such folder or archive", advice: "check the path")
    }
    return isFolder.boolValue
  }

  private static func filesBelow(_ folder: String) throws -> () throws -> EncodedImage? {
    guard let paths = try? FileManager.default.subpathsOfDirectory(atPath: folder) else {
      throw DataError(
        .inaccessible, folder, "the folder cannot be listed", advice: "check its permissions")
    }
    var names = paths.sorted().compactMap(Name.init(path:)).makeIterator()
    return {
      guard let name = names.next() else { return nil }
      let location = folder + "/" + name.path
      let bytes = try FileSource(location).readToEnd(limit: ImageFile.mostBytes)
      return EncodedImage(name: name, location: location, bytes: bytes)
    }
  }

  private static func filesInArchive(_ path: String) throws -> () throws -> EncodedImage? {
    let archive = try TarArchive(path: path)
    return {
      while let entry = try archive.next() {
        guard entry.isFile, let name = Name(path: entry.path) else { continue }
        return EncodedImage(
          name: name, location: path + "/" + entry.path, bytes: try archive.readContents())
      }
      return nil
    }
  }

  private static func nextGroup(_ next: () throws -> EncodedImage?) throws -> [EncodedImage]? {
    var images: [EncodedImage] = []
    while images.count < groupSize, let image = try next() { images.append(image) }
    return images.isEmpty ? nil : images
  }

  private static func decode(
    _ images: [EncodedImage], shape: Shape, resizing: Bool
  ) throws -> Group {
    let size = shape.elementCount
    let fitting = ImageFitting(height: shape[0], width: shape[1], channels: shape[2])
    let pixels = try [UInt8](unsafeUninitializedCapacity: images.count * size) { buffer, filled in
      for (index, image) in images.enumerated() {
        guard let target = buffer.baseAddress else { return }
        try image.bytes.withUnsafeBufferPointer {
          if !resizing { try expect(shape, of: $0, name: image.location) }
          try ImageFile.decode(
            $0, name: image.location, fitting: fitting, into: target + index * size)
        }
        filled = (index + 1) * size
      }
    }
    return Group(names: images.map(\.name), pixels: pixels)
  }

  /// Throws where an image is not as high and wide as `shape`, before it is turned.
  private static func expect(
    _ shape: Shape, of bytes: UnsafeBufferPointer<UInt8>, name: String
  ) throws {
    let found = try ImageDecoder(bytes, name: name)
    guard found.height == shape[0] && found.width == shape[1] else {
      throw DataError(
        .unsuitable, name,
        "expected \(shape[1]) by \(shape[0]) pixels, found \(found.width) by \(found.height)",
        advice: "scale it or leave it out")
    }
  }
}
