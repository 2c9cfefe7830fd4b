import ApusData
import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusTraining

@Suite struct RunFolderTests {
  @Test func epochsComeBackFromTheirLines() throws {
    let folder = TemporaryFolder()
    let run = RunFolder(folder.path)
    try run.create()
    let history = History(epochs: [
      EpochRecord(
        epoch: 1, values: [("loss", 0.1234567890123), ("accuracy", 1), ("val_loss", 2e-7)],
        seconds: 1.5),
      EpochRecord(
        epoch: 2, values: [("loss", 0.1), ("accuracy", 0.5), ("val_loss", 3)], seconds: 2),
    ])
    try run.write(history)
    #expect(try run.history() == history)
  }

  @Test func checkpointsSortBySteps() throws {
    let folder = TemporaryFolder()
    let run = RunFolder(folder.path)
    try run.create()
    for step in [9, 100, 20] {
      try AtomicFile.write(Data(), to: run.checkpointFile(step: step))
    }
    try AtomicFile.write(Data(), to: run.checkpointsFolder + "/notes.txt")
    #expect(try run.latestCheckpoint() == run.checkpointFile(step: 100))
    try AtomicFile.write(Data(), to: run.path + "/movie.part")
    try AtomicFile.write(Data(), to: run.path + "/metrics.jsonl.4711.part")
    try run.prune(keeping: 2)
    #expect(FileManager.default.fileExists(atPath: run.path + "/movie.part"))
    #expect(!FileManager.default.fileExists(atPath: run.path + "/metrics.jsonl.4711.part"))
    #expect(try run.checkpoints() == [20, 100].map(run.checkpointFile))
  }

  @Test func aFolderThatCannotBeMadeIsAnError() {
    #expect(throws: FileError.self) { try RunFolder("/proc/apus").create() }
  }

  @Test func durationsAreReadable() {
    #expect(duration(0.42) == "0.42 s" && duration(5) == "5.0 s" && duration(59.4) == "59 s")
    #expect(duration(185) == "3 min 05 s" && duration(3720) == "1 h 02 min")
  }
}
