import ApusCore
import ApusFiles
import ApusNN

/// What is written into an HDF5 file: groups of named nodes, and arrays.
indirect enum HDF5Node {
  /// A group; names are in order and occur once.
  case group([(name: String, node: HDF5Node)])
  /// An array of float32, float64, int32 or int64.
  case dataset(Tensor)
}

/// Writes HDF5 files that h5py, and with it Keras, reads; the bytes depend on the contents alone.
///
/// Headers first, in depth-first order, then the arrays. Groups hold their links in their headers,
/// which every version of the library since 1.8 (2008) reads and which needs neither trees nor
/// heaps.
///
/// - Source: HDF5 File Format Specification 3.0.
struct HDF5Writer {
  private struct Item {
    let node: HDF5Node
    let name: String
    var children: [Int] = []
    var address = 0
    /// Where an array's elements begin.
    var elements = 0
  }

  private var items: [Item] = []
  private static let superblockSize = 96
  private static let alignment = 8

  /// Writes the file at `path`, whole or not at all.
  ///
  /// - Throws: ``FileError`` where it cannot be written, or a name or group is too large for the
  ///   format.
  static func write(_ root: HDF5Node, to path: String) throws {
    let pieces = try pieces(of: root, path)
    try AtomicFile.write(to: path) { file in
      try pieces.forEach { try $0.withBytes { try file.append($0) } }
    }
  }

  /// The file's bytes, for one within another, about which errors are at `path`.
  static func bytes(of root: HDF5Node, _ path: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try pieces(of: root, path).forEach { $0.withBytes { bytes += $0 } }
    return bytes
  }

  private enum Piece {
    case bytes([UInt8])
    case elements(Tensor)

    func withBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
      switch self {
      case .bytes(let bytes): try bytes.withUnsafeBytes(body)
      case .elements(let tensor): try tensor.withBytes(body)
      }
    }
  }

  /// What the file consists of, one after another.
  private static func pieces(of root: HDF5Node, _ path: String) throws -> [Piece] {
    var writer = HDF5Writer()
    _ = try writer.add(root, named: "", path)
    var end = superblockSize
    for index in writer.items.indices {
      writer.items[index].address = end
      end += try writer.header(of: index, path).count
    }
    for index in writer.items.indices {
      guard case .dataset(let tensor) = writer.items[index].node else { continue }
      writer.items[index].elements = end
      end += aligned(tensor.type.byteCount)
    }
    var pieces = [Piece.bytes(superblock(end: end))]
    for index in writer.items.indices { pieces.append(.bytes(try writer.header(of: index, path))) }
    for item in writer.items {
      guard case .dataset(let tensor) = item.node else { continue }
      let count = tensor.type.byteCount
      pieces.append(.elements(tensor))
      pieces.append(.bytes([UInt8](repeating: 0, count: aligned(count) - count)))
    }
    return pieces
  }

  private static func aligned(_ count: Int) -> Int {
    (count + alignment - 1) / alignment * alignment
  }

  private mutating func add(_ node: HDF5Node, named name: String, _ path: String) throws -> Int {
    let index = items.count
    items.append(Item(node: node, name: name))
    guard case .group(let members) = node else { return index }
    guard members.count < 1 << 16 - 2 else {
      throw FileError(path, "cannot hold a group of \(members.count) names; use fewer layers")
    }
    for member in members {
      guard 1...255 ~= member.name.utf8.count, !member.name.contains("/") else {
        throw FileError(path, "cannot hold the name \(quoted(member.name)); rename the layer")
      }
      let child = try add(member.node, named: member.name, path)
      items[index].children.append(child)
    }
    return index
  }

  private static func superblock(end: Int) -> [UInt8] {
    var bytes = HDF5Format.signature
    // Versions, then sizes of addresses and lengths, then how many links a leaf and a node of a
    // tree have.
    bytes += [0, 0, 0, 0, 0, 8, 8, 0]
    bytes += little(UInt16(4), 16)
    bytes += little(UInt32(0))
    bytes += little(UInt64(0), .max, UInt64(end), .max)
    // The root: no name, its header after this block, nothing remembered of it.
    bytes += little(UInt64(0), UInt64(superblockSize))
    bytes += little(UInt64(0), 0, 0)
    return bytes
  }

  /// The header of an item; its length does not depend on addresses.
  private func header(of index: Int, _ path: String) throws -> [UInt8] {
    let item = items[index]
    var messages: [(kind: UInt16, body: [UInt8])] = []
    switch item.node {
    case .group:
      messages.append((HDF5Format.Message.linkInfo, [0, 0] + little(UInt64.max, .max)))
      messages.append((HDF5Format.Message.groupInfo, [0, 0]))
      for child in item.children {
        let name = Array(items[child].name.utf8)
        let charset: [UInt8] = name.allSatisfy { $0 < 128 } ? [0] : [0x10, 1]
        let body = [1] + charset + [UInt8(name.count)] + name + little(UInt64(items[child].address))
        messages.append((HDF5Format.Message.link, body))
      }
    case .dataset(let tensor):
      let extents = tensor.shape.map { UInt64($0) }
      var space: [UInt8] = [1, UInt8(extents.count), 0, 0, 0, 0, 0, 0]
      for extent in extents { space += little(extent) }
      messages.append((HDF5Format.Message.dataspace, space))
      messages.append((HDF5Format.Message.datatype, HDF5Type.message(for: tensor.dtype)))
      // Room is taken late, and filled with nothing before the elements come.
      messages.append((HDF5Format.Message.fillValue, [2, 2, 2, 0]))
      let count = tensor.type.byteCount
      let place = count == 0 ? UInt64.max : UInt64(item.elements)
      messages.append((HDF5Format.Message.layout, [3, 1] + little(place, UInt64(count))))
    }
    var block: [UInt8] = []
    for (kind, body) in messages {
      block += little(kind, UInt16(Self.aligned(body.count))) + [0, 0, 0, 0] + body
      block += [UInt8](repeating: 0, count: Self.aligned(body.count) - body.count)
    }
    var prefix: [UInt8] = [1, 0]
    prefix += little(UInt16(messages.count))
    prefix += little(UInt32(1), UInt32(block.count), 0)
    return prefix + block
  }
}
