import ApusCore
import ApusData

/// Reads HDF5 files as Keras writes them through h5py: groups, arrays that lie in one piece, and texts as attributes.
///
/// Not by libhdf5, which ends the process on some damaged files (`docs/ROBUSTNESS.md`). Everything that a group leads
/// to is looked at once: no object twice, no link to elsewhere, and the parts together no larger than the file, so a
/// file can neither send the reader in circles nor ask for memory that it does not have itself. Refused: soft and
/// external links, data in other files, chunks and with them filters, objects of the format's second version.
///
/// - Source: HDF5 File Format Specification 3.0.
struct HDF5Reader {
  private let file: UnsafeRawBufferPointer
  private let path: String
  /// The bytes of the parts read until now.
  private var used = 0
  private var seen: Set<Int> = []
  private var heaps: [Int: [UInt16: UnsafeRawBufferPointer]] = [:]

  private static let mostDepth = 64
  private static let mostNameBytes = 512

  /// What the file in `bytes` holds; it may be used while they are there.
  ///
  /// - Throws: ``FileError`` about `path` where they are damaged, or hold what Keras does not write.
  static func read(_ bytes: UnsafeRawBufferPointer, path: String) throws -> HDF5Group {
    var reader = HDF5Reader(file: bytes, path: path)
    let root = try reader.superblock()
    guard case .group(let group) = try reader.object(at: root, depth: 0) else {
      throw FileError.damagedHDF5(path, "its root is no group")
    }
    return group
  }

  private init(file: UnsafeRawBufferPointer, path: String) {
    self.file = file
    self.path = path
  }

  /// The root's address.
  private func superblock() throws -> Int {
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

  // MARK: Parts

  /// A cursor over `count` bytes from `address` on, or to the file's end, which are counted as read.
  private mutating func part(at address: Int, _ count: Int) throws -> HDF5Cursor {
    guard address >= 0, count >= 0, address <= file.count, count <= file.count - address else {
      throw FileError.damagedHDF5(path, "a part beyond its end")
    }
    used += count
    // Parts lie beside each other, so together they are no larger than the file.
    guard used <= file.count else { throw FileError.damagedHDF5(path, "parts that overlap") }
    return HDF5Cursor(UnsafeRawBufferPointer(rebasing: file[address..<address + count]), path: path)
  }

  private mutating func visit(_ address: Int) throws {
    guard seen.insert(address).inserted else {
      throw FileError.damagedHDF5(path, "one part is linked to twice")
    }
  }

  // MARK: Objects

  private enum Object {
    case group(HDF5Group)
    case dataset(HDF5Dataset)
  }

  private struct Message {
    let kind: UInt16
    var body: HDF5Cursor
  }

  private mutating func object(at address: Int, depth: Int) throws -> Object {
    guard depth < Self.mostDepth else {
      throw FileError.damagedHDF5(path, "groups more than \(Self.mostDepth) deep")
    }
    let messages = try messages(at: address)
    var texts: [String: [String]] = [:]
    for message in messages where message.kind == HDF5Format.Message.attribute {
      try attribute(message.body, into: &texts)
    }
    func body(_ kind: UInt16) -> HDF5Cursor? { messages.first { $0.kind == kind }?.body }
    if let layout = body(HDF5Format.Message.layout) {
      guard body(HDF5Format.Message.externalFiles) == nil else {
        throw FileError.unsupportedHDF5(path, "data in other files")
      }
      guard let type = body(HDF5Format.Message.datatype),
        let space = body(HDF5Format.Message.dataspace)
      else { throw FileError.damagedHDF5(path, "an array without type or shape") }
      return .dataset(try dataset(layout, type, space, texts))
    }
    var group = HDF5Group()
    group.texts = texts
    var links: [(name: String, address: Int)] = []
    for message in messages {
      switch message.kind {
      case HDF5Format.Message.symbolTable: links += try symbolTable(message.body)
      case HDF5Format.Message.link: links.append(try link(message.body))
      case HDF5Format.Message.linkInfo:
        var body = message.body
        _ = try body.next(UInt8.self)
        if try body.next(UInt8.self) & 1 != 0 { _ = try body.take(8) }
        guard try body.place() == nil else {
          throw FileError.unsupportedHDF5(path, "a group of HDF5's newer kind")
        }
      default: break
      }
    }
    for link in links {
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

  /// The messages of an object's header, version 1, with those that it goes on with elsewhere.
  private mutating func messages(at address: Int) throws -> [Message] {
    try visit(address)
    var prefix = try part(at: address, HDF5Format.objectPrefix)
    let version = try prefix.next(UInt8.self)
    guard version == 1 else {
      if version == UInt8(ascii: "O") { throw prefix.unsupported("an object of HDF5's newer kind") }
      throw prefix.damaged("an object of version \(version)")
    }
    _ = try prefix.next(UInt8.self)
    let count = Int(try prefix.next(UInt16.self))
    _ = try prefix.next(UInt32.self)
    let size = Int(try prefix.next(UInt32.self))
    var blocks = [try part(at: address + HDF5Format.objectPrefix, size)]
    var messages: [Message] = []
    while var block = blocks.popLast() {
      while block.count >= 8, messages.count < count {
        let kind = try block.next(UInt16.self)
        let size = Int(try block.next(UInt16.self))
        let flags = try block.next(UInt8.self)
        _ = try block.take(3)
        var body = HDF5Cursor(try block.take(size), path: path)
        guard flags & 2 == 0 else { throw body.unsupported("a message that lies elsewhere") }
        messages.append(Message(kind: kind, body: body))
        guard kind == HDF5Format.Message.continuation else { continue }
        guard let next = try body.place(), let size = try body.place() else {
          throw body.damaged("an object that goes on nowhere")
        }
        try visit(next)
        blocks.append(try part(at: next, size))
      }
    }
    guard messages.count == count else {
      throw FileError.damagedHDF5(
        path, "an object of \(messages.count) messages that claims \(count)")
    }
    return messages
  }

  private mutating func dataset(
    _ layout: HDF5Cursor, _ type: HDF5Cursor, _ space: HDF5Cursor, _ texts: [String: [String]]
  ) throws -> HDF5Dataset {
    var (layout, type, space) = (layout, type, space)
    let elementType = try HDF5Type(&type)
    guard let extents = try hdf5Extents(&space) else {
      throw space.unsupported("an array without a shape")
    }
    var (element, isBigEndian): (StoredElement?, Bool) = (nil, false)
    if case .number(let found, let order) = elementType { (element, isBigEndian) = (found, order) }
    if case .uint16 = element, texts["dtype"] == ["bfloat16"] { element = .bfloat16 }
    // Counted with bytes for what is no number, whose elements nobody asks for.
    guard let count = (element ?? .uint8).byteCount(of: extents) else {
      throw FileError.damagedHDF5(path, "an array of shape \(extents.prefix(9))")
    }
    let version = try layout.next(UInt8.self)
    guard 3...4 ~= version else {
      throw layout.unsupported("an array laid out as in version \(version)")
    }
    let bytes: UnsafeRawBufferPointer
    switch try layout.next(UInt8.self) {
    case 0: bytes = try layout.take(Int(try layout.next(UInt16.self)))
    case 1:
      let address = try layout.place()
      guard let size = try layout.place() else { throw layout.damaged("an array without a size") }
      guard address != nil || count == 0 else { throw layout.unsupported("an array never written") }
      var held = try part(at: address ?? 0, address == nil ? 0 : size)
      bytes = try held.take(held.count)
    case 2: throw layout.unsupported("an array in chunks")
    default: throw layout.unsupported("an array of other arrays' parts")
    }
    guard element == nil || bytes.count == count else {
      throw FileError.damagedHDF5(
        path, "an array of shape \(extents) with \(bytes.count) bytes, not \(count)")
    }
    return HDF5Dataset(
      element: element, isBigEndian: isBigEndian, shape: Shape(extents), bytes: bytes, texts: texts)
  }

  // MARK: Links

  private mutating func link(_ body: HDF5Cursor) throws -> (name: String, address: Int) {
    var body = body
    let version = try body.next(UInt8.self)
    let flags = try body.next(UInt8.self)
    guard version == 1 else { throw body.damaged("a link of version \(version)") }
    if flags & 8 != 0, try body.next(UInt8.self) != 0 {
      throw body.unsupported("a link to another name or file")
    }
    if flags & 4 != 0 { _ = try body.take(8) }
    if flags & 16 != 0 { _ = try body.next(UInt8.self) }
    let count: Int
    switch flags & 3 {
    case 0: count = Int(try body.next(UInt8.self))
    case 1: count = Int(try body.next(UInt16.self))
    default: throw body.damaged("a name of millions of letters")
    }
    let name = try name(try body.take(count))
    guard let address = try body.place() else { throw body.damaged("a link to nowhere") }
    return (name, address)
  }

  private func name(_ bytes: UnsafeRawBufferPointer) throws -> String {
    guard let name = hdf5Text(bytes), !name.isEmpty, name.utf8.count <= Self.mostNameBytes else {
      throw FileError.damagedHDF5(path, "a name that is none")
    }
    return name
  }

  /// The links of a group as the format first had them: a tree of pages, and a heap with the names.
  private mutating func symbolTable(
    _ body: HDF5Cursor
  ) throws -> [(name: String, address: Int)] {
    var body = body
    guard let tree = try body.place(), let heap = try body.place() else {
      throw body.damaged("a group without names")
    }
    try visit(heap)
    var header = try part(at: heap, 32)
    try header.expect("HEAP", "heap")
    _ = try header.take(4)
    guard let size = try header.place() else { throw header.damaged("a heap without a size") }
    _ = try header.take(8)
    guard let address = try header.place() else { throw header.damaged("a heap that is nowhere") }
    var segment = try part(at: address, size)
    let names = try segment.take(segment.count)
    var links: [(name: String, address: Int)] = []
    try node(at: tree, below: nil, names, &links)
    return links
  }

  private mutating func node(
    at address: Int, below level: UInt8?, _ names: UnsafeRawBufferPointer,
    _ links: inout [(name: String, address: Int)]
  ) throws {
    try visit(address)
    var header = try part(at: address, 24)
    try header.expect("TREE", "tree")
    guard try header.next(UInt8.self) == 0 else {
      throw header.damaged("a tree that is not of names")
    }
    let own = try header.next(UInt8.self)
    guard level.map({ own < $0 }) ?? (own < 32) else {
      throw header.damaged("a tree that does not end")
    }
    let count = Int(try header.next(UInt16.self))
    var entries = try part(at: address + 24, 16 * count)
    for _ in 0..<count {
      _ = try entries.take(8)
      guard let child = try entries.place() else { throw entries.damaged("a branch to nowhere") }
      if own > 0 {
        try node(at: child, below: own, names, &links)
      } else {
        try page(at: child, names, &links)
      }
    }
  }

  private mutating func page(
    at address: Int, _ names: UnsafeRawBufferPointer,
    _ links: inout [(name: String, address: Int)]
  ) throws {
    try visit(address)
    var header = try part(at: address, 8)
    try header.expect("SNOD", "page of names")
    _ = try header.take(2)
    let count = Int(try header.next(UInt16.self))
    var entries = try part(at: address + 8, 40 * count)
    for _ in 0..<count {
      let place = try entries.place()
      let object = try entries.place()
      let kind = try entries.next(UInt32.self)
      _ = try entries.take(20)
      guard kind != 2 else { throw entries.unsupported("a link to another name") }
      guard let place, place < names.count, let object else {
        throw entries.damaged("a link to nowhere")
      }
      let rest = UnsafeRawBufferPointer(rebasing: names[place...].prefix(Self.mostNameBytes + 1))
      links.append((try name(rest), object))
    }
  }

  // MARK: Attributes

  /// Adds the attribute where it is text, or empty.
  private mutating func attribute(
    _ body: HDF5Cursor, into texts: inout [String: [String]]
  ) throws {
    var body = body
    let version = try body.next(UInt8.self)
    guard 1...3 ~= version else { throw body.damaged("an attribute of version \(version)") }
    let flags = try body.next(UInt8.self)
    guard version == 1 || flags == 0 else {
      throw body.unsupported("an attribute that lies elsewhere")
    }
    let sizes = [
      Int(try body.next(UInt16.self)), Int(try body.next(UInt16.self)),
      Int(try body.next(UInt16.self)),
    ]
    if version == 3 { _ = try body.next(UInt8.self) }
    func piece(_ size: Int) throws -> UnsafeRawBufferPointer {
      // The first version fills each piece up to eight bytes.
      let whole = try body.take(version == 1 ? (size + 7) / 8 * 8 : size)
      return UnsafeRawBufferPointer(rebasing: whole.prefix(size))
    }
    let key = try name(try piece(sizes[0]))
    var (type, space) = (
      HDF5Cursor(try piece(sizes[1]), path: path), HDF5Cursor(try piece(sizes[2]), path: path)
    )
    let elementType = try HDF5Type(&type)
    let extents = try hdf5Extents(&space) ?? [0]
    let count = extents.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    guard texts[key] == nil else { throw body.damaged("the attribute \(quoted(key)) twice") }
    if count == 0 { texts[key] = [] }
    guard count > 0, count <= body.count / elementType.byteCount else {
      guard count == 0 else { throw body.damaged("an attribute that is cut short") }
      return
    }
    switch elementType {
    case .text(let byteCount):
      texts[key] = try (0..<count).map { _ in try text(try body.take(byteCount)) }
    case .heapText: texts[key] = try (0..<count).map { _ in try heapText(&body) }
    case .number, .other: return
    }
  }

  private func text(_ bytes: UnsafeRawBufferPointer) throws -> String {
    guard let text = hdf5Text(bytes) else {
      throw FileError.damagedHDF5(path, "a text that is not UTF-8")
    }
    return text
  }

  private mutating func heapText(_ reference: inout HDF5Cursor) throws -> String {
    let count = Int(try reference.next(UInt32.self))
    let address = try reference.place() ?? 0
    let index = try reference.next(UInt32.self)
    if count == 0 { return "" }
    if heaps[address] == nil { heaps[address] = try heap(at: address) }
    guard let index = UInt16(exactly: index), let held = heaps[address]?[index], held.count >= count
    else {
      throw reference.damaged("a text that is not in its heap")
    }
    // Each text of a heap is one attribute's.
    heaps[address]?[index] = nil
    return try text(UnsafeRawBufferPointer(rebasing: held.prefix(count)))
  }

  /// The objects of a heap that several attributes share.
  private mutating func heap(at address: Int) throws -> [UInt16: UnsafeRawBufferPointer] {
    try visit(address)
    var header = try part(at: address, 16)
    try header.expect("GCOL", "heap of texts")
    _ = try header.take(4)
    guard let size = try header.place(), size >= 16 else {
      throw header.damaged("a heap without a size")
    }
    var rest = try part(at: address + 16, size - 16)
    var objects: [UInt16: UnsafeRawBufferPointer] = [:]
    while rest.count >= 16 {
      let index = try rest.next(UInt16.self)
      _ = try rest.take(6)
      guard let size = try rest.place() else { throw rest.damaged("a text without a size") }
      // Object 0 is the room that is left.
      if index == 0 { break }
      guard objects[index] == nil, size <= rest.count else { throw rest.damaged("a heap of texts") }
      objects[index] = try rest.take(size)
      _ = try rest.take(min((8 - size % 8) % 8, rest.count))
    }
    return objects
  }
}
