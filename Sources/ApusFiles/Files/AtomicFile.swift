import Foundation

/// Writes files so that a reader, or a process killed at any moment, finds the old contents or the
/// new, never a part.
public enum AtomicFile {
  /// Replaces the file at `path` with what `body` writes.
  ///
  /// The bytes go to a temporary name in the same folder, are synced to the disk and renamed; on
  /// any error the temporary file is removed and the old file stays as it was.
  ///
  /// - Throws: ``FileError`` where the folder cannot be written, the disk is full, or something
  ///   other than a file is at `path`: a folder, a device, a pipe or a socket.
  public static func write(to path: String, _ body: (inout Writer) throws -> Void) throws {
    try WritablePlace.checkFile(path)
    let folder = parentFolder(of: path)
    let temporary = path + ".\(getpid()).part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError.system(path, "write") }
    var writer = Writer(descriptor: descriptor, path: path)
    do {
      try body(&writer)
      try writer.flush()
      guard fsync(descriptor) == 0 else { throw FileError.system(path, "write") }
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    guard close(descriptor) == 0, rename(temporary, path) == 0 else {
      let error = FileError.system(path, "write")
      unlink(temporary)
      throw error
    }
    sync(folder: folder.isEmpty ? "." : folder)
  }

  /// Replaces the file at `path` with `data`; see ``write(to:_:)-(_,(Writer)->Void)``.
  public static func write(_ data: Data, to path: String) throws {
    try write(to: path) { writer in try data.withUnsafeBytes { try writer.append($0) } }
  }

  /// Throws where something other than a file is at `path`, or it is among the system's devices.
  ///
  /// - Throws: ``FileError`` that says what is there.
  package static func check(_ path: String) throws { try WritablePlace.checkFile(path) }

  /// Makes the folder at `path` and those above it.
  ///
  /// - Parameter option: the command's option that says another folder, which the error names; nil
  ///   if the command has no such option.
  /// - Throws: ``FileError`` where it cannot be made or written.
  public static func makeFolder(_ path: String, option: String? = nil) throws {
    let advice =
      option.map { "choose another with \($0)" } ?? "check the folder that it is to be in"
    if let obstacle = WritablePlace.obstacle(toFolder: path) {
      throw FileError(path, "cannot make this folder: \(obstacle); \(advice)")
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch let error as CocoaError {
      let reason = (error.underlying as NSError?)?.localizedDescription ?? "it is not writable"
      throw FileError(path, "cannot make this folder (\(reason)); \(advice)")
    } catch {
      throw FileError(path, "cannot make this folder; \(advice)")
    }
    guard access(path, W_OK) == 0 else { throw FileError.system(path, "write into this folder") }
  }

  /// Makes a rename in `folder` survive a power cut.
  private static func sync(folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Collects bytes and hands them to the system in large pieces.
  public struct Writer {
    private let descriptor: Int32
    private let path: String
    private var pending = [UInt8]()
    private static let pieceSize = 1 << 16

    fileprivate init(descriptor: Int32, path: String) {
      self.descriptor = descriptor
      self.path = path
      pending.reserveCapacity(Self.pieceSize)
    }

    /// Adds bytes at the end.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
      if pending.count + bytes.count > Self.pieceSize { try flush() }
      if bytes.count >= Self.pieceSize {
        try writeNow(bytes)
      } else {
        pending.append(contentsOf: bytes)
      }
    }

    fileprivate mutating func flush() throws {
      let bytes = pending
      pending.removeAll(keepingCapacity: true)
      try bytes.withUnsafeBytes { try writeNow($0) }
    }

    private func writeNow(_ bytes: UnsafeRawBufferPointer) throws {
      guard let start = bytes.baseAddress else { return }
      var done = 0
      while done < bytes.count {
        let written = Foundation.write(descriptor, start + done, bytes.count - done)
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else { throw FileError.system(path, "write") }
        done += written
      }
    }
  }
}
