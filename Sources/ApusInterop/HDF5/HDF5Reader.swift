import ApusCore
import ApusFiles
import ApusNN

/// Reads HDF5 files as Keras writes them through h5py: groups, arrays that lie in one piece, and
/// texts as attributes.
///
/// Not by libhdf5, which ends the process on some damaged files (`docs/ROBUSTNESS.md`). Everything
/// that a group leads to is looked at once: no object twice, no link to elsewhere, and the parts
/// together no larger than the file, so a file can neither send the reader in circles nor ask for
/// memory that it does not have itself. Refused: soft and external links, data in other files,
/// chunks and with them filters, objects of the format's second version.
///
/// - Source: HDF5 File Format Specification 3.0.
struct HDF5Reader {
  private let path: String
  private var parts: HDF5Parts
  private var attributes = HDF5Attributes()

  private static let mostDepth = 64

  /// What the file in `bytes` holds; it may be used while they are there.
  ///
  /// - Throws: ``FileError`` about `path` where they are damaged, or hold what Keras does not
  ///   write.
  static func read(_ bytes: UnsafeRawBufferPointer, path: String) throws -> HDF5Group {
    var reader = HDF5Reader(parts: HDF5Parts(bytes, path: path), path: path)
    let root = try reader.superblock()
    guard case .group(let group) = try reader.object(at: root, depth: 0) else {
      throw FileError.damagedHDF5(path, "its root is no group")
    }
    return group
  }

  private init(parts: HDF5Parts, path: String) {
    self.parts = parts
    self.path = path
  }

  /// The root's address.
  private func superblock() throws -> Int {
    let file = parts.file
    guard file.starts(with: HDF5Format.signature) else {
      throw FileError(path, "is not an HDF5 file; name one that Keras wrote")
    }
    var cursor = HDF5Cursor(file, path: path)
    _ = try cursor.take(HDF5Format.signature.count)
    let version = try cursor.next(UInt8.self)
    guard version <= 1 else {
      throw cursor.unsupported("a superblock of version \(version), of HDF5's newer kind")
    }
    _ = try cursor.take(4)
    let sizes = [try cursor.next(UInt8.self), try cursor.next()]
    guard sizes == [8, 8] else { throw cursor.unsupported("addresses of \(sizes[0]) bytes") }
    _ = try cursor.take(version == 0 ? 9 : 13)
    guard try cursor.place() == 0 else {
      throw cursor.unsupported("a block of other data before it")
    }
    _ = try cursor.place()
    guard let end = try cursor.place(), end <= file.count else {
      throw FileError(path, "is cut short; get the file again")
    }
    _ = try cursor.take(16)
    guard let root = try cursor.place() else { throw cursor.damaged("no root") }
    return root
  }

  private enum Object {
    case group(HDF5Group)
    case dataset(HDF5Dataset)
  }

  private mutating func object(at address: Int, depth: Int) throws -> Object {
    guard depth < Self.mostDepth else {
      throw FileError.damagedHDF5(path, "groups more than \(Self.mostDepth) deep")
    }
    let messages = try parts.messages(at: address)
    let texts = try attributes.texts(in: messages, &parts)
    func body(_ kind: UInt16) -> HDF5Cursor? { messages.first { $0.kind == kind }?.body }
    if let layout = body(HDF5Format.Message.layout) {
      guard body(HDF5Format.Message.externalFiles) == nil else {
        throw FileError.unsupportedHDF5(path, "data in other files")
      }
      guard let type = body(HDF5Format.Message.datatype),
        let space = body(HDF5Format.Message.dataspace)
      else { throw FileError.damagedHDF5(path, "an array without type or shape") }
      return .dataset(try parts.dataset(layout, type, space, texts))
    }
    var group = HDF5Group()
    group.texts = texts
    for link in try parts.links(in: messages) {
      guard group.groups[link.name] == nil, group.datasets[link.name] == nil else {
        throw FileError.damagedHDF5(path, "the name \(quoted(link.name)) twice in one group")
      }
      switch try object(at: link.address, depth: depth + 1) {
      case .group(let inner): group.groups[link.name] = inner
      case .dataset(let dataset): group.datasets[link.name] = dataset
      }
    }
    return .group(group)
  }
}
