import ApusFiles
import Foundation

/// Lists the files below a folder, in a fixed order: by the bytes of their names, folder by folder.
///
/// Links are followed; a link that leads back to a folder it lies in is passed over.
struct FolderWalk {
  /// What was passed over, in words; one line each.
  private(set) var notes: [String] = []
  private(set) var files = FileNames()
  private let root: String
  /// The folders on the way to the one at hand, as device and number.
  private var ancestors: [Identity] = []
  private var folderCount = 0

  private struct Identity: Equatable {
    let device: UInt64
    let number: UInt64

    init(_ status: stat) {
      device = UInt64(status.st_dev)
      number = UInt64(status.st_ino)
    }
  }

  private struct Entry {
    let name: [UInt8]
    let folder: Identity?
  }

  private static let mostFolders = 1_000_000
  private static let deepest = 64

  /// Lists all files below `root`; hidden ones are passed over.
  ///
  /// - Throws: ``DataError`` where a folder cannot be listed.
  init(_ root: String) throws {
    self.root = root
    var status = stat()
    guard stat(root, &status) == 0 else {
      throw DataError(.missing, root, "no such folder", advice: "check the path")
    }
    ancestors = [Identity(status)]
    try list([])
  }

  private mutating func list(_ parts: FileNames.Parts) throws {
    folderCount += 1
    guard folderCount <= FolderWalk.mostFolders, parts.count <= FolderWalk.deepest else {
      throw DataError(
        .unsuitable, root, "has too many folders in folders, or links that lead around",
        advice: "name a folder further down")
    }
    let entries = try entries(of: parts)
    let files = entries.filter { $0.folder == nil }
    if !files.isEmpty {
      self.files.addFolder(parts)
      for file in files { self.files.addFile(file.name) }
    }
    for entry in entries {
      guard let folder = entry.folder else { continue }
      let path = parts + [entry.name]
      guard !ancestors.contains(folder) else {
        notes.append("\(text(path)) leads back to a folder that it lies in and was passed over")
        continue
      }
      ancestors.append(folder)
      try list(path)
      ancestors.removeLast()
    }
  }

  /// The files and folders in a folder, by their names.
  private mutating func entries(of parts: FileNames.Parts) throws -> [Entry] {
    let path = self.path(parts)
    guard let directory = path.withUnsafeBufferPointer({ $0.baseAddress.flatMap(opendir) }) else {
      let reason = String(cString: strerror(errno))
      throw DataError(
        .inaccessible, text(parts), "the folder cannot be listed: \(reason)",
        advice: "check its permissions, or move it away")
    }
    defer { closedir(directory) }
    var entries: [Entry] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { $0.prefix { $0 != 0 }.map { $0 } }
      if FolderWalk.isHidden(name) { continue }
      switch Int32(entry.pointee.d_type) {
      case Int32(DT_REG): entries.append(Entry(name: name, folder: nil))
      case Int32(DT_DIR), Int32(DT_LNK), Int32(DT_UNKNOWN):
        var status = stat()
        let isThere = self.path(parts + [name]).withUnsafeBufferPointer { path in
          path.baseAddress.map { stat($0, &status) } == 0
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR where isThere: entries.append(Entry(name: name, folder: Identity(status)))
        // A link to nothing is a file that cannot be read, and named as such.
        case S_IFREG, 0: entries.append(Entry(name: name, folder: nil))
        default: break
        }
      default: break
      }
    }
    return entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }

  /// Whether a file or folder is nothing that a user put there: also what Macs and network drives
  /// leave behind.
  static func isHidden(_ name: some Collection<UInt8>) -> Bool {
    name.first == UInt8(ascii: ".") || name.elementsEqual("__MACOSX".utf8)
      || name.elementsEqual("@eaDir".utf8)
  }

  /// A path that the system takes.
  private func path(_ parts: FileNames.Parts) -> [CChar] {
    bytes(parts).map { CChar(bitPattern: $0) } + [0]
  }

  private func text(_ parts: FileNames.Parts) -> String {
    String(decoding: bytes(parts), as: UTF8.self)
  }

  private func bytes(_ parts: FileNames.Parts) -> [UInt8] {
    Array(([Array(root.utf8)] + parts).joined(separator: [UInt8(ascii: "/")]))
  }
}
