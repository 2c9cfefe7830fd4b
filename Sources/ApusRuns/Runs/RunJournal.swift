import ApusData
import ApusFiles
import ApusTraining
import Dispatch
import Foundation
import Synchronization

/// Keeps the record of a training run beside the training itself: the lock, `end.json`, and the
/// run's place in the index.
///
/// It stands between training and its reporter, because it goes by the same events. The index is
/// written by a thread of its own, at most once a second and never within a step; that it cannot be
/// written is one line at the end.
package final class RunJournal: Reporter {
  private let folder: RunFolder
  private let reporter: any Reporter
  private let writer: IndexWriter?
  /// The lock on the run's folder.
  package let lock: FileLock
  private var run: RunSummary?
  private var hasBegun = false
  private var written = ContinuousClock.now

  /// Locks the run in `folder`, enters it in `index`, and calls `train`; what that gives or throws
  /// is how the run ended.
  ///
  /// - Parameter isNew: whether the folder must hold no run yet.
  /// - Throws: ``TrainingError`` where another process trains the run or has begun one,
  ///   ``FileError`` where its folder cannot be written, and what `train` throws.
  package static func keep(
    _ folder: RunFolder, isNew: Bool = false, in index: RunIndex?, reporter: any Reporter,
    _ train: (RunJournal) throws -> History
  ) throws -> History {
    let journal = try RunJournal(folder, isNew: isNew, index, reporter)
    do {
      let history = try train(journal)
      try journal.end(RunEnd(history.wasInterrupted ? .interrupted : .finished))
      if let problem = journal.writer?.problem {
        reporter.note("the run is not in the index of runs: \(problem)")
      }
      return history
    } catch {
      // Training that was refused leaves a run as it was.
      if journal.hasBegun || folder.end() == nil {
        try? journal.end(RunEnd(.failed, message: "\(error)"))
      }
      throw error
    }
  }

  private init(
    _ folder: RunFolder, isNew: Bool, _ index: RunIndex?, _ reporter: any Reporter
  ) throws {
    self.folder = folder
    self.reporter = reporter
    lock = try folder.lock()
    if isNew { try folder.checkIsNew() }
    writer = index.map { IndexWriter($0) }
    writer?.enter(pathWithoutLinks(folder.path))
    // What a kill left; training that has nothing more to do writes no checkpoint, after which it
    // would go as well.
    for file in folder.halfWrittenFiles() { unlink(file) }
    for file in (try? folder.unneededSegments()) ?? [] { unlink(file) }
  }

  private func end(_ end: RunEnd) throws {
    defer { writer?.finish(folder, as: end.state) }
    try folder.write(end)
  }

  /// An epoch begins; the first one is where the run begins.
  package func epochBegins(_ epoch: Int, of epochs: Int, steps: Int, first: Int) {
    if !hasBegun {
      hasBegun = true
      try? folder.write(nil)
      run = try? RunSummary(of: folder)
      if let run { writer?.put(run) }
    }
    reporter.epochBegins(epoch, of: epochs, steps: steps, first: first)
  }

  /// A step is done.
  package func stepEnds(_ step: Int, values: () -> [(name: String, value: Double)]) {
    reporter.stepEnds(step, values: values)
  }

  /// An epoch is done.
  package func epochEnds(_ record: EpochRecord) {
    run?.add(record)
    let now = ContinuousClock.now
    if let run, written.duration(to: now) >= .seconds(1) {
      written = now
      writer?.put(run)
    }
    reporter.epochEnds(record)
  }

  /// Something to say outside the usual.
  package func note(_ text: String) { reporter.note(text) }

  /// Something that went wrong and did not end training.
  package func warn(_ text: String) { reporter.warn(text) }
}

/// Writes one run to the index on a thread of its own; where several versions wait, only the
/// newest.
private final class IndexWriter: Sendable {
  private let index: RunIndex
  private let queue = DispatchQueue(label: "apus.index", qos: .utility)
  private let state = Mutex(State())

  private struct State {
    var waiting: RunSummary?
    var problem: String?
  }

  init(_ index: RunIndex) { self.index = index }

  /// Why the last attempt failed; nil where it did not.
  var problem: String? { state.withLock(\.problem) }

  /// Enters the run's folder, before anything is written into it.
  func enter(_ path: String) { attempt { try index.enter(path) } }

  func put(_ run: RunSummary) {
    let isScheduled = state.withLock { state in
      defer { state.waiting = run }
      return state.waiting != nil
    }
    if isScheduled { return }
    queue.async { [self] in
      let run = state.withLock { state in
        defer { state.waiting = nil }
        return state.waiting
      }
      // Without a stamp: whoever lists a run that goes on reads its folder.
      if let run { attempt { try index.put([(run, "")]) } }
    }
  }

  /// Waits for what is under way and writes what the folder says in the end.
  func finish(_ folder: RunFolder, as end: RunState) {
    queue.sync {}
    attempt {
      let stamp = folder.stamp
      // Its lock is still held, so the folder seems to run.
      var run = try RunSummary(of: folder)
      (run.state, run.ended, run.message) = (end, folder.end()?.ended, folder.end()?.message)
      try index.put([(run, stamp)])
    }
  }

  private func attempt(_ work: () throws -> Void) {
    do {
      try work()
      state.withLock { $0.problem = nil }
    } catch {
      state.withLock { $0.problem = "\(error)" }
    }
  }
}
