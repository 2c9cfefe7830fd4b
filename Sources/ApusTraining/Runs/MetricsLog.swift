import ApusData

/// `metrics.jsonl` of a run that is being trained: it gets a line an epoch, and a checkpoint waits
/// until they are on the disk.
///
/// A kill leaves lines of epochs that no checkpoint knows of, the last perhaps in part. When
/// training goes on they are cut off, so that no epoch is in the file twice.
final class MetricsLog {
  /// The epochs that stay.
  let history: History
  private let run: RunFolder
  private let length: Int
  private let hasEnd: Bool
  private var file: LogFile?

  /// The file of `run`, of which only the epochs up to number `last` are to stay. Nothing is
  /// changed yet.
  ///
  /// - Throws: ``FileError`` where the line of one of these epochs cannot be understood.
  init(of run: RunFolder, keeping last: Int) throws {
    self.run = run
    (history, length, hasEnd) = try run.metrics(through: last)
  }

  /// Opens the file and cuts off what is not to stay.
  ///
  /// - Throws: ``FileError`` where it cannot be written.
  func begin() throws {
    // A file that is made in this way survives a power cut from its first line on.
    if length == 0 { try run.write(History()) }
    let file = try LogFile(run.metricsFile, keeping: length)
    // Someone's editor may have taken the last line's end.
    if !hasEnd { try file.append([UInt8(ascii: "\n")]) }
    self.file = file
  }

  /// Adds the line of an epoch.
  func append(_ record: EpochRecord) throws { try file?.append(Array(try record.line.utf8)) }

  /// Waits until all lines are on the disk.
  func sync() throws { try file?.sync() }
}
