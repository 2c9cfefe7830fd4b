import ApusData
import ApusFiles
import Testing

@testable import ApusInterop

@Suite struct HDF5CursorTests {
  /// Calls `body` with a cursor over these bytes.
  private func read(_ bytes: [UInt8], _ body: (inout HDF5Cursor) throws -> Void) rethrows {
    try bytes.withUnsafeBytes { held in
      var cursor = HDF5Cursor(held, path: "file")
      try body(&cursor)
    }
  }

  @Test func numbersAreReadInOrder() throws {
    let bytes: [UInt8] = [1, 2, 3, 0xFF, 0xFF, 0xFF, 0xFF] + little(UInt64(5), .max)
    try read(bytes) { cursor in
      let (byte, word) = (try cursor.next(UInt8.self), try cursor.next(UInt16.self))
      let number = try cursor.next(Int32.self)
      #expect(byte == 1 && word == 0x0302 && number == -1)
      #expect(cursor.position == 7 && cursor.count == 16)
      let places = [try cursor.place(), try cursor.place()]
      #expect(places == [5, nil])
    }
  }

  @Test func nothingIsReadBeyondTheEnd() throws {
    read([1, 2, 3]) { cursor in
      let error = #expect(throws: FileError.self) { try cursor.next(UInt32.self) }
      #expect(error?.path == "file" && cursor.count == 3)
      #expect(throws: FileError.self) { try cursor.take(-1) }
    }
    // A size beyond 2⁶³ − 1 is none.
    read(little(UInt64.max - 1)) { cursor in
      #expect(throws: FileError.self) { try cursor.place() }
    }
  }

  @Test func signaturesAndTextsAreChecked() throws {
    try read(Array("GCOLx".utf8)) { cursor in
      try cursor.expect("GCOL", "heap")
      let error = #expect(throws: FileError.self) { try cursor.expect("y", "heap") }
      #expect(error?.problem.contains("no heap where one should be") == true)
    }
    #expect(Array("ab\0c".utf8).withUnsafeBytes { hdf5Text($0) } == "ab")
    #expect([0xFF as UInt8].withUnsafeBytes { hdf5Text($0) } == nil)
  }
}
