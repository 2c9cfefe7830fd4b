import ApusCore
import ApusFiles
import Foundation

/// Photographs sorted into folders by class: `cat/0001.jpg`, in a folder, a zip or tar archive.
///
/// ```swift
/// var folder = try ImageFolder("photos")
/// try folder.check()
/// let train = folder.dataset(.train, fitting: ImageFitting(height: 64, width: 64))
/// ```
///
/// The first folder of a path is the class, and all folders in it belong to that class. Where the
/// first folders are all called as parts (``DatasetPart/init(folder:)``), `train` among them, the
/// second folder is the class. A single folder around everything counts for nothing. Classes are
/// numbered in the order of their names: by value where all are numbers, else by their bytes;
/// images by their paths. Links are followed. Hidden files and other files than images are left
/// out.
public struct ImageFolder: Sendable {
  /// The folder or archive.
  public let path: String
  /// What the classes are called, in the order of their numbers.
  public let classNames: [String]
  /// What was left out and why, a line each.
  public private(set) var notes: [String]
  let files: any EncodedFiles
  private(set) var members: [DatasetPart: [ClassLayout.Member]]

  /// How many bytes of images an archive that is compressed as a whole may keep in memory. If it
  /// holds more, all go into a file.
  private static let mostHeld = 512 << 20

  /// Lists the images below a folder or in an archive; none is decoded yet.
  ///
  /// A plain tar or zip archive is read where it lies. One that is compressed as a whole
  /// (`.tar.gz`) is decompressed once, into memory or, above 512 MB of images, into a file without
  /// a name in the folder for temporary files (`TMPDIR`), which vanishes with the last user of the
  /// images.
  ///
  /// - Parameters:
  ///   - path: the folder or archive.
  ///   - classNames: the classes in the order of their numbers, where they are known already, as
  ///     for data to judge a trained network by; nil takes those that are found.
  /// - Throws: ``DataError`` where there are no images in class folders, where a class is none of
  ///   those known, and where the folder or archive cannot be read.
  public init(_ path: String, classNames: [String]? = nil) throws {
    try self.init(path, classNames: classNames, mostHeld: ImageFolder.mostHeld)
  }

  /// - Parameter mostHeld: how many bytes of images of a compressed archive may stay in memory.
  init(_ path: String, classNames: [String]? = nil, mostHeld: Int) throws {
    let names: FileNames
    var notes: [String] = []
    switch try ImageFolder.kind(of: path) {
    case .folder:
      // A path as "photos/" too.
      let root = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
      let walk = try FolderWalk(root)
      (names, notes) = (walk.files, walk.notes)
      files = FolderFiles(root: root, names: names)
    case .zip: (names, files) = try ImageFolder.filesInZip(path)
    case .tar: (names, files) = try ImageFolder.filesInTar(path, mostHeld: mostHeld)
    }
    let layout = try ClassLayout(names, known: classNames, name: path)
    self.path = path
    self.classNames = layout.classNames
    self.notes = notes + layout.notes
    members = layout.members
  }

  /// The parts that there are.
  public var parts: [DatasetPart] { DatasetPart.allCases.filter { members[$0] != nil } }

  /// The number of images of a part.
  public func count(_ part: DatasetPart) -> Int { members[part]?.count ?? 0 }

  /// [height, width, channels] of the first image, as it stands upright.
  ///
  /// - Throws: ``DataError`` where it cannot be read.
  public func firstShape(ignoringOrientation: Bool = false) throws -> Shape {
    guard let member = parts.first.flatMap({ members[$0]?.first }) else { return [0, 0, 0] }
    let file = Int(member.file)
    return try files.withBytes(of: file) {
      let decoder = try ImageDecoder($0, name: files.name(of: file))
      let isTurned = !ignoringOrientation && ImageOrientation(ofFile: $0).swapsSides
      let sides = isTurned ? (decoder.width, decoder.height) : (decoder.height, decoder.width)
      return [sides.0, sides.1, decoder.channels]
    }
  }

  /// The images of a part, decoded when a batch is made.
  ///
  /// - Parameters:
  ///   - part: which; one that is not there has no images.
  ///   - fitting: how they are brought to one size.
  ///   - cacheLimit: how many bytes of decoded images may stay in memory, so that later epochs need
  ///     not decode them.
  public func dataset(
    _ part: DatasetPart, fitting: ImageFitting, cacheLimit: Int = ImageFileDataset.usualCacheLimit
  ) -> ImageFileDataset {
    let members = members[part] ?? []
    return ImageFileDataset(
      files: files, numbers: members.map(\.file), labels: members.map(\.label),
      classNames: classNames, fitting: fitting, cacheLimit: cacheLimit)
  }

  /// The images of a part, all decoded at once and kept as a byte a pixel and channel.
  ///
  /// - Throws: ``DataError`` that names the first image that cannot be decoded.
  public func images(_ part: DatasetPart, fitting: ImageFitting) throws -> ImageDataset {
    let members = members[part] ?? []
    let size = fitting.shape.elementCount
    let pixels = try [UInt8](unsafeUninitializedCapacity: members.count * size) { buffer, filled in
      guard let start = buffer.baseAddress else { return }
      // Each image is written to a place of its own.
      nonisolated(unsafe) let target = start
      try Pipeline.forEach(members.count) { index in
        let file = Int(members[index].file)
        try files.withBytes(of: file) {
          try ImageFile.decode(
            $0, name: files.name(of: file), fitting: fitting, into: target + index * size)
        }
      }
      filled = members.count * size
    }
    return ImageDataset(
      pixels: pixels, shape: fitting.shape, labels: members.map(\.label), classNames: classNames)
  }

  /// Leaves these files out, by their numbers.
  mutating func remove(_ damaged: Set<Int32>, note: String) {
    for (part, images) in members {
      members[part] = images.filter { !damaged.contains($0.file) }
    }
    notes.append(note)
  }
}

// MARK: Where files lie

extension ImageFolder {
  private enum Kind { case folder, zip, tar }

  private static func kind(of path: String) throws -> Kind {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw DataError(.missing, path, "no such folder or archive", advice: "check the path")
    }
    if isFolder.boolValue { return .folder }
    let start = try FileSource(path).readPiece(4)
    return start.starts(with: [0x50, 0x4B]) ? .zip : .tar
  }

  private static func filesInZip(_ path: String) throws -> (FileNames, any EncodedFiles) {
    let archive: ZipReader
    do {
      archive = try ZipReader(path)
    } catch let error as FileError {
      throw DataError(.corrupt, error.path, error.problem, advice: "check the archive")
    }
    let entries = archive.entries.filter { !$0.name.hasSuffix("/") }
    let (names, order) = sorted(entries.map(\.name))
    return (
      names,
      ZipFiles(archive: archive, path: path, names: names, entries: order.map { entries[$0] })
    )
  }

  private static func filesInTar(
    _ path: String, mostHeld: Int
  ) throws -> (FileNames, any EncodedFiles) {
    if try FileSource(path).readPiece(2) == [0x1F, 0x8B] {
      return try filesInCompressedTar(path, mostHeld: mostHeld)
    }
    let archive = try TarArchive(path: path)
    var paths: [String] = []
    var places: [Range<Int>] = []
    while let entry = try archive.next() {
      guard entry.isFile else { continue }
      paths.append(entry.path)
      places.append(archive.position..<archive.position + entry.size)
    }
    let file: MappedFile
    do {
      file = try MappedFile(path)
    } catch let error as FileError {
      throw DataError(.inaccessible, error.path, error.problem, advice: "check the archive")
    }
    guard places.allSatisfy({ $0.upperBound <= file.bytes.count }) else {
      throw DataError.truncated(path, "an entry ends beyond the archive")
    }
    let (names, order) = sorted(paths)
    return (names, MappedFiles(archive: file, names: names, places: order.map { places[$0] }))
  }

  private static func filesInCompressedTar(
    _ path: String, mostHeld: Int
  ) throws -> (FileNames, any EncodedFiles) {
    let archive = try TarArchive(path: path)
    var paths: [String] = []
    var contents: [[UInt8]] = []
    var places: [Range<Int>] = []
    var spool: SpoolFile?
    var size = 0
    while let entry = try archive.next() {
      guard entry.isFile, ImageFile.hasImageName(ArraySlice(entry.path.utf8)) else { continue }
      let bytes = try archive.readContents()
      paths.append(entry.path)
      places.append(size..<size + bytes.count)
      size += bytes.count
      if spool == nil, size > mostHeld {
        let file = try SpoolFile(for: path)
        for held in contents { try file.append(held) }
        contents = []
        spool = file
      }
      if let spool { try spool.append(bytes) } else { contents.append(bytes) }
    }
    let (names, order) = sorted(paths)
    if let spool {
      let files = MappedFiles(
        archive: try spool.mapped(), names: names, places: order.map { places[$0] })
      return (names, files)
    }
    return (names, HeldFiles(archive: path, names: names, contents: order.map { contents[$0] }))
  }

  /// The names of an archive's entries in a fixed order, and their places before; hidden ones are
  /// left out.
  private static func sorted(_ paths: [String]) -> (names: FileNames, order: [Int]) {
    let entries = paths.enumerated().compactMap {
      place, path -> (parts: FileNames.Parts, place: Int)? in
      let parts = path.utf8.split(separator: UInt8(ascii: "/")).map(Array.init)
        .filter { $0 != [UInt8(ascii: ".")] }
      let isHidden = parts.contains(where: FolderWalk.isHidden)
      return parts.isEmpty || isHidden ? nil : (parts, place)
    }
    let sorted = entries.sorted {
      for (a, b) in zip($0.parts, $1.parts) where a != b { return a.lexicographicallyPrecedes(b) }
      return ($0.parts.count, $0.place) < ($1.parts.count, $1.place)
    }
    var names = FileNames()
    for entry in sorted {
      let folder = Array(entry.parts.dropLast())
      if names.folders.last != folder { names.addFolder(folder) }
      names.addFile(entry.parts[entry.parts.count - 1])
    }
    return (names, sorted.map(\.place))
  }
}
