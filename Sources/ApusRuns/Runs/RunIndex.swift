import ApusData
import ApusFiles
import ApusTraining
import Foundation
import GRDB
import Synchronization

/// The user's index over all training runs: an SQLite database that several processes may read and
/// write at once.
///
/// It holds copies of what the run folders say (``RunSummary``), so nothing is lost with it: where
/// it is missing it is made anew, and ``RunList`` fills it again from the folders.
///
/// ```swift
/// let runs = RunList(RunIndex.user, scanning: ["runs"])
/// print(runs.runs.map(\.name))
/// ```
public final class RunIndex: Sendable {
  /// The database's file.
  public let path: String
  private let tell: @Sendable (String) -> Void
  private let database = Mutex<Connection?>(nil)

  /// An open database, and which file it is: another process may have moved a damaged one aside.
  private struct Connection {
    let queue: DatabaseQueue
    let file: FileIdentity
  }

  /// The index in the file `path`, which is made when it is first written.
  ///
  /// - Parameter tell: takes the line that says that a damaged database was replaced; by default
  ///   standard error does.
  public init(
    _ path: String,
    tell: @escaping @Sendable (String) -> Void = { writeToStandardError("apus: \($0)\n") }
  ) {
    self.path = path
    self.tell = tell
  }

  /// The user's index: `runs.sqlite` in `$APUS_HOME`, else in `$XDG_DATA_HOME/apus`, else in
  /// `~/.local/share/apus`.
  public static let user = RunIndex(
    RunLedger.home + "/runs.sqlite")

  // MARK: Rows

  /// A row: a run's folder, and what was read there when its files had that stamp; neither where a
  /// run has only just been entered.
  struct Entry: Sendable, Equatable {
    var path: String
    var stamp: String?
    var run: RunSummary?
  }

  /// All rows, by their paths.
  ///
  /// - Throws: ``FileError`` where the index cannot be read.
  func entries() throws -> [Entry] {
    try access { queue in
      try queue.read { database in
        try Row.fetchAll(database, sql: "SELECT * FROM run ORDER BY path").map { row in
          let isRead = (row["stamp"] as String?) != nil
          let record = isRead ? try? RunRecord(row: row) : nil
          return Entry(path: row["path"], stamp: record?.stamp, run: record?.run)
        }
      }
    }
  }

  /// Enters runs, or replaces what is known of them; all of them or none.
  ///
  /// - Throws: ``FileError`` where the index cannot be written.
  func put(_ runs: [(run: RunSummary, stamp: String)]) throws {
    let records = runs.map { RunRecord(stamp: $0.stamp, run: $0.run) }
    guard !records.isEmpty else { return }
    try access { queue in
      try queue.write { database in
        for record in records { try record.upsert(database) }
      }
    }
  }

  /// Enters the folder of a run that is about to begin, so that no moment is left at which a kill
  /// could lose it.
  ///
  /// - Throws: ``FileError`` where the index cannot be written.
  func enter(_ path: String) throws {
    try access { queue in
      try queue.write { database in
        try database.execute(
          sql: "INSERT INTO run (path) VALUES (?) ON CONFLICT DO NOTHING", arguments: [path])
      }
    }
  }

  /// Forgets runs; their folders stay.
  ///
  /// - Throws: ``FileError`` where the index cannot be written.
  public func forget(_ paths: [String]) throws {
    guard !paths.isEmpty else { return }
    try access { queue in
      try queue.write { database in
        for path in paths {
          try database.execute(sql: "DELETE FROM run WHERE path = ?", arguments: [path])
        }
      }
    }
  }

  // MARK: The database

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("runs") { database in
      try database.create(table: "run") { table in
        table.primaryKey("path", .text)
        table.column("stamp", .text)
        table.column("recipe", .text).indexed()
        table.column("created", .text).indexed()
        table.column("state", .text)
        table.column("ended", .text)
        table.column("message", .text)
        table.column("epochs", .integer)
        table.column("plannedEpochs", .integer)
        table.column("seconds", .double)
        // JSON
        table.column("settings", .text)
        table.column("metrics", .text)
        table.column("tags", .text)
      }
    }
    migrator.registerMigration("measures") { database in
      // JSON. Rows that lack it are read again from their folders.
      try database.alter(table: "run") { $0.add(column: "measures", .text) }
    }
    return migrator
  }

  /// Works on the database, opened where it is not; a damaged one is moved aside first and begun
  /// anew.
  private func access<Result: Sendable>(
    _ work: (DatabaseQueue) throws -> Result
  ) throws -> Result {
    do {
      do {
        return try work(try open())
      } catch let error as DatabaseError where error.isDamage {
        try setAside()
        return try work(try open())
      }
    } catch let error as DatabaseError {
      throw FileError(path, "the index of runs cannot be used: \(error.reason)")
    }
  }

  private func open() throws -> DatabaseQueue {
    try database.withLock { connection in
      if let connection, connection.file == FileIdentity(path) { return connection.queue }
      connection = nil
      let lock = try lockOpening()
      defer { withExtendedLifetime(lock) {} }
      var configuration = Configuration()
      configuration.journalMode = .wal
      configuration.busyMode = .timeout(Self.patience)
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      guard try !queue.read(Self.migrator.hasBeenSuperseded) else {
        throw FileError(
          path, "the index of runs is of a newer version of apus; this version leaves it alone")
      }
      try Self.migrator.migrate(queue)
      if let file = FileIdentity(path) { connection = Connection(queue: queue, file: file) }
      return queue
    }
  }

  /// Seconds that a process waits for others.
  private static let patience = 5.0

  /// One process at a time may make the tables or move the file.
  private func lockOpening() throws -> FileLock {
    let folder = parentFolder(of: path)
    do {
      try AtomicFile.makeFolder(folder)
    } catch {
      throw FileError(
        folder, "this folder of the index of runs cannot be made; name another in APUS_HOME")
    }
    guard let lock = try FileLock(path + ".lock", patience: .seconds(Self.patience)) else {
      throw FileError(path, "the index of runs is held by another process")
    }
    return lock
  }

  /// Moves a damaged database aside, unless another process has done so already.
  private func setAside() throws {
    database.withLock { $0 = nil }
    let lock = try lockOpening()
    defer { withExtendedLifetime(lock) {} }
    guard isDamaged else { return }
    var aside = path + ".damaged"
    var number = 2
    while FileManager.default.fileExists(atPath: aside) {
      aside = "\(path).damaged-\(number)"
      number += 1
    }
    // The journal of a file that is not there means nothing to SQLite, but to a reader of the
    // damaged one it may.
    for ending in ["", "-wal", "-shm"] { rename(path + ending, aside + ending) }
    guard !FileManager.default.fileExists(atPath: path) else {
      throw FileError(path, "the index of runs is damaged and cannot be moved aside; remove it")
    }
    tell("the index of runs was damaged; it is now \(aside), and a new one is made from the runs")
  }

  private var isDamaged: Bool {
    do {
      return try DatabaseQueue(path: path).read { database in
        try String.fetchOne(database, sql: "PRAGMA quick_check(1)") != "ok"
      }
    } catch let error as DatabaseError {
      return error.isDamage
    } catch {
      return false
    }
  }
}

/// A row of the table: the summary's own values as columns, and the stamp beside them.
private struct RunRecord: Codable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "run"

  let stamp: String
  let run: RunSummary

  private enum CodingKeys: CodingKey { case stamp }

  init(stamp: String, run: RunSummary) {
    self.stamp = stamp
    self.run = run
  }

  init(from decoder: any Decoder) throws {
    stamp = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .stamp)
    run = try RunSummary(from: decoder)
  }

  func encode(to encoder: any Encoder) throws {
    try run.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(stamp, forKey: .stamp)
  }
}

/// Which file a path leads to.
private struct FileIdentity: Equatable {
  let device: UInt64
  let number: UInt64

  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }
}

extension DatabaseError {
  /// Whether the file is no database, or no longer one.
  fileprivate var isDamage: Bool {
    [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(resultCode)
  }

  /// What happened and what to do, in a few words.
  fileprivate var reason: String {
    switch resultCode {
    case .SQLITE_FULL: "the disk is full; free some space"
    case .SQLITE_IOERR: "the disk is full or does not answer; free some space"
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
      "it cannot be written; check its permissions, or name another folder in APUS_HOME"
    case .SQLITE_BUSY, .SQLITE_LOCKED: "another process holds it"
    default: message ?? "SQLite error \(resultCode.rawValue)"
    }
  }
}
