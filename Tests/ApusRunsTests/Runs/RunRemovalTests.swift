import ApusData
import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusRuns
@testable import ApusTraining

@Suite struct RunRemovalTests {
  private let folder = TemporaryFolder()

  private func makeFull() throws -> RunFolder {
    let run = try makeRun(folder.path + "/run")
    for step in [10, 20, 30] {
      try AtomicFile.write(Data(count: 100), to: run.checkpointFile(step: step))
    }
    for name in ["model.safetensors.4711.part", "checkpoints/step-1.safetensors.12.part"] {
      try Data(count: 10).write(to: URL(filePath: run.path + "/" + name))
    }
    return run
  }

  private func names(_ run: RunFolder) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: run.path).sorted()
  }

  @Test func leftoversGoAndOldCheckpointsWhereAsked() throws {
    let run = try makeFull()
    let before = try names(run)
    let rehearsal = try #require(try run.clean(checkpoints: true, isRehearsal: true))
    #expect(rehearsal.files.count == 4 && rehearsal.bytes == 220)
    #expect(try names(run) == before)
    let first = try #require(try run.clean(checkpoints: false, isRehearsal: false))
    #expect(try first.bytes == 20 && run.checkpoints().count == 3)
    let second = try #require(try run.clean(checkpoints: true, isRehearsal: false))
    #expect(second.bytes == 200)
    #expect(try run.checkpoints() == [run.checkpointFile(step: 30)])
    try run.write(RunEnd(.interrupted))
    try AtomicFile.write(Data(count: 100), to: run.checkpointFile(step: 40))
    #expect(try run.clean(checkpoints: true, isRehearsal: false)?.files == [])
  }

  @Test func nothingIsTakenFromARunThatIsTrained() throws {
    let run = try makeFull()
    let lock = try run.lock()
    #expect(try run.clean(checkpoints: true, isRehearsal: false) == nil)
    #expect(throws: TrainingError.self) { try run.delete() }
    #expect(try names(run).filter { $0.hasSuffix(".part") }.count == 2)
    withExtendedLifetime(lock) {}
  }

  @Test func deletingLeavesOtherPeoplesFiles() throws {
    let run = try makeFull()
    try "mine".write(toFile: run.path + "/notes.txt", atomically: true, encoding: .utf8)
    #expect(try run.delete() == ["notes.txt"])
    #expect(try names(run) == ["notes.txt"])
    let whole = try makeRun(folder.path + "/whole")
    try whole.add(tag: "x")
    #expect(try whole.delete() == nil)
    #expect(!FileManager.default.fileExists(atPath: whole.path))
    let other = try makeRun(folder.path + "/other")
    try "mine".write(toFile: other.path + "/notes.txt", atomically: true, encoding: .utf8)
    #expect(try other.delete(everything: true) == nil)
    #expect(!FileManager.default.fileExists(atPath: other.path))
  }
}
