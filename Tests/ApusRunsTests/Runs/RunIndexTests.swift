import ApusData
import ApusFiles
import ApusTestSupport
import Foundation
import GRDB
import Synchronization
import Testing

@testable import ApusRuns
@testable import ApusTraining

/// The lines that an index tells.
private final class Lines: Sendable {
  private let lines = Mutex<[String]>([])
  var all: [String] { lines.withLock { $0 } }
  @Sendable func add(_ line: String) { lines.withLock { $0.append(line) } }
}

@Suite struct RunIndexTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.path + "/home/runs.sqlite" }

  private func summary(_ name: String) throws -> RunSummary {
    try RunSummary(of: makeRun("\(folder.path)/\(name)", settings: ["learningRate": "0.1"]))
  }

  @Test func rowsComeBackAsTheyWerePut() throws {
    let index = RunIndex(path)
    #expect(try index.entries().isEmpty)
    let run = try summary("a")
    try index.enter("/somewhere/b")
    try index.put([(run, "stamp")])
    let expected = [
      RunIndex.Entry(path: run.path, stamp: "stamp", run: run),
      RunIndex.Entry(path: "/somewhere/b"),
    ]
    #expect(try index.entries() == expected.sorted { $0.path < $1.path })
    // Another process's view, and a run that is entered again keeps what is known of it.
    try RunIndex(path).enter(run.path)
    #expect(try RunIndex(path).entries().contains(expected[0]))
    try index.forget([run.path])
    #expect(try index.entries().map(\.path) == ["/somewhere/b"])
  }

  @Test func tablesAreMadeOnceAndThoseOfNewerVersionsLeftAlone() throws {
    try RunIndex(path).enter("/a")
    let queue = try DatabaseQueue(path: path)
    let (names, columns) = try queue.read { database in
      (
        try RunIndex.migrator.appliedIdentifiers(database),
        Set(try database.columns(in: "run").map(\.name))
      )
    }
    #expect(
      names == ["runs", "measures"] && columns.isSuperset(of: ["path", "stamp", "metrics", "tags"]))
    try queue.write { database in
      try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('of the future')")
    }
    let error = #expect(throws: FileError.self) { try RunIndex(path).enter("/b") }
    #expect(error?.description.contains("newer version") == true)
    #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM run") } == 1)
  }

  /// An index as the first version made it: its rows are read again, so that they get what is new.
  @Test func rowsOfAnEarlierVersionAreReadAgain() throws {
    let declared = ["accuracy": MeasureDeclaration(.minimize)]
    let run = try RunSummary(of: makeRun("\(folder.path)/a", measures: declared))
    try RunIndex(path).put([(run, run.folder.stamp)])
    let queue = try DatabaseQueue(path: path)
    try queue.write { database in
      try database.execute(sql: "ALTER TABLE run DROP COLUMN measures")
      try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = 'measures'")
    }
    try queue.close()
    let index = RunIndex(path)
    #expect(try index.entries() == [RunIndex.Entry(path: run.path)])
    #expect(RunList(index).runs == [run])
    #expect(try index.entries().first?.run == run)
  }

  @Test func aDamagedDatabaseIsMovedAsideWithOneLine() throws {
    let run = try summary("a")
    let garbage = Data("not a database, but a text that is long enough".utf8)
    try AtomicFile.makeFolder(folder.path + "/home")
    try garbage.write(to: URL(filePath: path))
    let lines = Lines()
    let index = RunIndex(path, tell: lines.add)
    try index.put([(run, "stamp")])
    #expect(try index.entries().map(\.path) == [run.path])
    #expect(lines.all.count == 1 && lines.all[0].contains(path + ".damaged"))
    #expect(FileManager.default.contents(atPath: path + ".damaged") == garbage)
  }

  @Test func overwrittenPagesAreFoundAndTheRunsReadAgain() throws {
    let runs = try (0..<40).map { try summary("run-\($0)") }
    try RunIndex(path).put(runs.map { ($0, "stamp") })
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { database in
      _ = try Row.fetchAll(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try queue.close()
    let file = try FileHandle(forUpdating: URL(filePath: path))
    try file.seek(toOffset: 4096)
    try file.write(contentsOf: Data(repeating: 0xA5, count: 4096 * 6))
    try file.close()
    let lines = Lines()
    let index = RunIndex(path, tell: lines.add)
    let list = RunList(index, scanning: [folder.path])
    #expect(list.runs.count == 40 && lines.all.count <= 1)
    // What the damage hides at the first look is found at the next.
    #expect(RunList(index, scanning: [folder.path]).indexProblem == nil)
    #expect(try index.entries().count == 40 && lines.all.count == 1)
  }

  @Test func aDeletedDatabaseIsMadeAnewWhileInUse() throws {
    let index = RunIndex(path)
    try index.enter("/a")
    try FileManager.default.removeItem(atPath: folder.path + "/home")
    try index.enter("/b")
    #expect(try RunIndex(path).entries().map(\.path) == ["/b"])
  }

  @Test func oneThatCannotBeWrittenIsOneError() {
    let error = #expect(throws: FileError.self) { try RunIndex("/proc/apus/x.sqlite").enter("/a") }
    #expect(error?.description.contains("APUS_HOME") == true)
    #expect(error?.description.contains("\n") == false)
  }

  @Test func severalConnectionsWriteAtOnce() throws {
    let run = try summary("a")
    let (path, count) = (path, 25)
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { writer in
      let index = RunIndex(path)
      for number in 0..<count {
        do {
          var run = run
          run.path = "/\(writer)/\(number)"
          try index.put([(run, "stamp")])
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(try RunIndex(path).entries().count == 8 * count)
  }

  @Test func theUsersPlaceIsFoundByTheEnvironment() {
    #expect(RunLedger.home(["APUS_HOME": "/a", "XDG_DATA_HOME": "/b", "HOME": "/c"]) == "/a")
    #expect(RunLedger.home(["APUS_HOME": "", "XDG_DATA_HOME": "/b", "HOME": "/c"]) == "/b/apus")
    #expect(RunLedger.home(["HOME": "/c"]) == "/c/.local/share/apus")
  }
}
