import ApusCore
import ApusData
import ApusFiles
import ApusNN

extension RunFolder {
  /// The epochs that the run goes on from when it is resumed: those of the newest checkpoint that
  /// is whole, 0 where there is none. `metrics.jsonl` may tell of more, which are trained again.
  ///
  /// - Throws: ``FileError`` where there are checkpoints and none can be read.
  public func epochsKept() throws -> Int {
    try newestCheckpoint(SilentReporter())?.checkpoint.position.epoch ?? 0
  }

  /// The newest checkpoint that is whole; one that is cut short gives way to the one before it.
  func newestCheckpoint(
    _ reporter: any Reporter
  ) throws -> (checkpoint: Checkpoint, file: String)? {
    var problem: FileError?
    for file in try checkpoints().reversed() {
      do {
        let checkpoint = try Checkpoint(contentsOf: file)
        if let problem { reporter.note("\(problem.path) is damaged; going on from \(file)") }
        return (checkpoint, file)
      } catch let error as FileError {
        problem = problem ?? error
      }
    }
    if let problem { throw problem }
    return nil
  }
}
