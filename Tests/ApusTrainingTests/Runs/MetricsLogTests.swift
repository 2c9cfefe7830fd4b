import ApusData
import ApusFiles
import ApusNN
import ApusTestSupport
import ApusTrainingSupport
import Foundation
import Testing

@testable import ApusTraining

/// `metrics.jsonl`, which grows by a line an epoch.
@Suite struct MetricsLogTests {
  private let folder = TemporaryFolder()
  private var run: RunFolder { RunFolder(folder.path) }

  private func record(_ epoch: Int) -> EpochRecord {
    EpochRecord(epoch: epoch, values: [("loss", 1 / Double(epoch))], seconds: 0.5)
  }

  private func line(_ epoch: Int) -> String { (try? record(epoch).line) ?? "" }

  private var text: String {
    String(decoding: folder.contents("metrics.jsonl") ?? Data(), as: UTF8.self)
  }

  private func open(keeping last: Int) throws -> MetricsLog {
    let log = try MetricsLog(of: run, keeping: last)
    try log.begin()
    return log
  }

  @Test func growsAndIsCutToWhatIsKept() throws {
    let first = try open(keeping: 0)
    #expect(first.history.epochs.isEmpty && text.isEmpty)
    for epoch in 1...5 { try first.append(record(epoch)) }
    try first.sync()
    let whole = text
    #expect(whole == (1...5).map(line).joined())
    let second = try open(keeping: 3)
    #expect(second.history.epochs == (1...3).map(record))
    for epoch in 4...5 { try second.append(record(epoch)) }
    #expect(text == whole)
  }

  /// What a kill or a power cut leaves behind the checkpoint's last epoch is not even read.
  @Test(arguments: ["{\"epoch\":3", "{\"epoch\":3,\"lo\n\n{}", "\0\0\0\n\0\0", "\u{FFFD}\n"])
  func whatNoCheckpointKnowsIsCutOff(_ rest: String) throws {
    let kept = line(1) + line(2)
    try folder.write(kept + rest, to: "metrics.jsonl")
    let history = try open(keeping: 2).history
    #expect(history.epochs == [record(1), record(2)] && text == kept)
  }

  @Test func readersLeaveOutALineThatIsNotWhole() throws {
    let lines = line(1) + line(2)
    for count in line(1).utf8.count...(lines.utf8.count - 2) {
      try folder.write(Data(lines.utf8.prefix(count)), to: "metrics.jsonl")
      #expect(try run.history().epochs == [record(1)], "\(count)")
    }
    // An editor may leave out the last line's end.
    try folder.write(String(lines.dropLast()), to: "metrics.jsonl")
    #expect(try run.history().epochs == [record(1), record(2)])
    let log = try open(keeping: 2)
    try log.append(record(3))
    #expect(text == lines + line(3))
    for torn in ["{\"epoch\":1\n", "{\"epoch\":1\n" + line(2)] {
      try folder.write(torn, to: "metrics.jsonl")
      #expect(throws: FileError.self) { try run.history() }
    }
  }

  /// Lines that were read and lines that were written have their values in one order, that of
  /// training.
  @Test func valuesKeepTheirOrder() throws {
    let names = ["loss", "f1Score", "accuracy", "val_loss", "auc", "val_f1Score", "val_accuracy"]
    let record = EpochRecord(
      epoch: 1, values: names.enumerated().map { ($1, Double($0)) }, seconds: 1)
    try run.write(History(epochs: [record]))
    #expect(try run.history().epochs == [record])
    #expect(try run.history().epochs.map { try $0.line } == [try record.line])
    // As another program may have written it.
    let spaced = "{ \"b\" : null, \"epoch\" : 2,\t\"a\":1e1 }"
    let read = try EpochRecord(line: spaced)
    #expect(read.values.map(\.name) == ["b", "a"] && read["a"] == 10 && read["b"]?.isNaN == true)
  }

  /// The file is never written anew: its number stays.
  @Test func checkpointsAddToTheFile() throws {
    func number() -> UInt64 {
      var status = stat()
      return stat(run.metricsFile, &status) == 0 ? UInt64(status.st_ino) : 0
    }
    try run.create()
    var numbers: [UInt64] = []
    func train(_ epochs: Int, killedIn epoch: Int? = nil) throws {
      struct Killed: Error {}
      _ = try? makeTrainer().fit(
        quadrants(60, seed: 5), epochs: epochs, run: run, checkpointEvery: 1,
        callbacks: [
          LambdaCallback(stepEnds: { context in
            numbers.append(number())
            if context.epoch == epoch { throw Killed() }
          })
        ], reporter: SilentReporter())
    }
    try train(3)
    try train(9, killedIn: 7)
    // A line of an epoch whose checkpoint was not written any more, and half of another.
    try folder.write(text + line(7) + "{\"epoch\":8,", to: "metrics.jsonl")
    numbers.append(number())
    try train(9)
    #expect(Set(numbers.prefix(12)).count == 1 && Set(numbers.suffix(3)).count == 1)
    let resumed = try run.history()
    #expect(resumed.epochs.map(\.epoch) == Array(1...9))
    let other = RunFolder(folder["whole"])
    try other.create()
    let whole = try makeTrainer().fit(
      quadrants(60, seed: 5), epochs: 9, run: other, reporter: SilentReporter())
    #expect(resumed.epochs.map { $0["loss"] } == whole.epochs.map { $0["loss"] })
  }
}
