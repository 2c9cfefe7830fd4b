import ApusFiles
import Foundation

/// Files whose bytes are asked for by number: in folders, or in an archive.
protocol EncodedFiles: Sendable {
  /// What errors call a file: its path, where it has one.
  func name(of file: Int) -> String

  /// Calls `body` with a file's bytes.
  ///
  /// - Throws: ``DataError`` where it cannot be read.
  func withBytes<Result>(
    of file: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) throws -> Result

  /// A file's first bytes and last ones, without the rest where that costs time.
  ///
  /// - Throws: ``DataError`` where it cannot be read.
  func glimpse(of file: Int) throws -> FileGlimpse
}

/// A file's beginning and end.
struct FileGlimpse {
  /// Its bytes, or as many of them as ``firstCount``.
  let first: [UInt8]
  /// The last ``lastCount`` bytes, or all.
  let last: [UInt8]
  /// Its size in bytes.
  let size: Int

  static let firstCount = 1 << 16
  static let lastCount = 64
}

extension EncodedFiles {
  func glimpse(of file: Int) throws -> FileGlimpse {
    try withBytes(of: file) {
      FileGlimpse(
        first: Array($0.prefix(FileGlimpse.firstCount)),
        last: Array($0.suffix(FileGlimpse.lastCount)), size: $0.count)
    }
  }
}

/// Files on disk, below a folder.
struct FolderFiles: EncodedFiles {
  let root: String
  let names: FileNames

  func name(of file: Int) -> String {
    root + "/" + String(decoding: names.path(of: file), as: UTF8.self)
  }

  func withBytes<Result>(
    of file: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) throws -> Result {
    try source(file).readToEnd(limit: ImageFile.mostBytes).withUnsafeBufferPointer(body)
  }

  func glimpse(of file: Int) throws -> FileGlimpse {
    let source = try source(file)
    let size = source.mostBytesLeft
    return FileGlimpse(
      first: try source.readPiece(FileGlimpse.firstCount),
      last: try source.readLast(FileGlimpse.lastCount), size: size)
  }

  private func source(_ file: Int) throws -> FileSource {
    // The system's own bytes, which may be no text.
    let path = Array(root.utf8) + [UInt8(ascii: "/")] + names.path(of: file) + [0]
    return try path.withUnsafeBufferPointer { path in
      try path.withMemoryRebound(to: CChar.self) { path in
        guard let start = path.baseAddress else { fatalError("FolderFiles: a path without bytes") }
        return try FileSource(opening: start, name: name(of: file))
      }
    }
  }
}

/// Pieces of a file that is mapped into memory: the entries of a plain archive.
struct MappedFiles: EncodedFiles {
  let archive: MappedFile
  let names: FileNames
  let places: [Range<Int>]

  func name(of file: Int) -> String {
    archive.path + "/" + String(decoding: names.path(of: file), as: UTF8.self)
  }

  func withBytes<Result>(
    of file: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) throws -> Result {
    try withExtendedLifetime(archive) {
      let bytes = UnsafeRawBufferPointer(rebasing: archive.bytes[places[file]])
      return try body(bytes.assumingMemoryBound(to: UInt8.self))
    }
  }
}

/// Files in memory: the entries of an archive that was compressed as a whole.
struct HeldFiles: EncodedFiles {
  let archive: String
  let names: FileNames
  let contents: [[UInt8]]

  func name(of file: Int) -> String {
    archive + "/" + String(decoding: names.path(of: file), as: UTF8.self)
  }

  func withBytes<Result>(
    of file: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) throws -> Result {
    try contents[file].withUnsafeBufferPointer(body)
  }
}

/// Entries of a zip archive.
struct ZipFiles: EncodedFiles {
  let archive: ZipReader
  let path: String
  let names: FileNames
  let entries: [ZipReader.Entry]

  func name(of file: Int) -> String {
    path + "/" + String(decoding: names.path(of: file), as: UTF8.self)
  }

  func withBytes<Result>(
    of file: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) throws -> Result {
    do {
      return try archive.withBytes(of: entries[file]) {
        try body($0.assumingMemoryBound(to: UInt8.self))
      }
    } catch let error as FileError {
      throw DataError(.corrupt, error.path, error.problem, advice: "fetch the archive again")
    }
  }
}
