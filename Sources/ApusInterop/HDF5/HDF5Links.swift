import ApusFiles

extension HDF5Parts {
  /// What a group's header leads to, by the format's older or newer form.
  mutating func links(in messages: [HDF5Message]) throws -> [(name: String, address: Int)] {
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
    return links
  }

  private func link(_ body: HDF5Cursor) throws -> (name: String, address: Int) {
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

  private static let mostNameBytes = 512

  /// The text as a name.
  func name(_ bytes: UnsafeRawBufferPointer) throws -> String {
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
}
