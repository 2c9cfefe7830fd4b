import ApusFiles

/// One of the things that the header of an object says.
struct HDF5Message {
  /// What it is about; see ``HDF5Format/Message``.
  let kind: UInt16
  /// What it says.
  var body: HDF5Cursor
}

extension HDF5Parts {
  /// The messages of an object's header, version 1, with those that it goes on with elsewhere.
  mutating func messages(at address: Int) throws -> [HDF5Message] {
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
    var messages: [HDF5Message] = []
    while var block = blocks.popLast() {
      while block.count >= 8, messages.count < count {
        let kind = try block.next(UInt16.self)
        let size = Int(try block.next(UInt16.self))
        let flags = try block.next(UInt8.self)
        _ = try block.take(3)
        var body = HDF5Cursor(try block.take(size), path: path)
        guard flags & 2 == 0 else { throw body.unsupported("a message that lies elsewhere") }
        messages.append(HDF5Message(kind: kind, body: body))
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
}
