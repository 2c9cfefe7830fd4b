import ApusData
import ApusFiles
import Foundation

/// What a run does, or how it ended.
public enum RunState: String, Codable, Sendable, CaseIterable {
  /// A process trains it.
  case running
  /// It came to its end: all epochs, or what a callback found enough.
  case finished
  /// It was asked to stop, wrote a checkpoint and can go on.
  case interrupted
  /// An error ended it.
  case failed
  /// It was killed: nobody trains it and nothing says how it ended. It can go on from its last
  /// checkpoint.
  case stopped
}

/// How training ended: `end.json` of a run folder.
public struct RunEnd: Codable, Sendable, Equatable {
  /// ``RunState/finished``, ``RunState/interrupted`` or ``RunState/failed``.
  public var state: RunState
  /// When, ISO 8601.
  public var ended: String
  /// The error that ended it.
  public var message: String?

  /// An end at this moment.
  package init(_ state: RunState, message: String? = nil) {
    self.state = state
    self.message = message
    ended = ISO8601DateFormatter().string(from: Date())
  }
}

extension RunFolder {
  /// How training ended; nil where nothing says so.
  public func end() -> RunEnd? {
    FileManager.default.contents(atPath: endFile).flatMap {
      try? JSONDecoder().decode(RunEnd.self, from: $0)
    }
  }

  /// Writes how training ended; nil removes what was written.
  ///
  /// - Throws: ``FileError`` where it cannot be written.
  package func write(_ end: RunEnd?) throws {
    guard let end else {
      // Needs no room on the disk, so that also on a full one no run keeps the end of an earlier
      // training.
      unlink(endFile)
      return
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(try encoder.encode(end), to: endFile)
  }
}
