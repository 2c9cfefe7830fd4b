import ApusData
import ApusFiles
import Foundation

extension RunFolder {
  /// Replaces `metrics.jsonl` by these epochs.
  public func write(_ history: History) throws {
    let lines = try history.epochs.map { try $0.line }.joined()
    try AtomicFile.write(Data(lines.utf8), to: metricsFile)
  }

  /// The epochs in `metrics.jsonl`; empty where it is missing.
  ///
  /// A last line that is not whole does not count: it is being written, or its writer was killed.
  ///
  /// - Throws: ``FileError`` where another line cannot be understood.
  public func history() throws -> History { try metrics(through: .max).history }

  /// The epochs up to number `last`, how many bytes their lines take, and whether the last of these
  /// has its end; what comes after them is not looked at.
  func metrics(through last: Int) throws -> (history: History, length: Int, hasEnd: Bool) {
    guard FileManager.default.fileExists(atPath: metricsFile) else { return (History(), 0, true) }
    guard let data = FileManager.default.contents(atPath: metricsFile) else {
      throw FileError(metricsFile, "cannot be read; check its permissions")
    }
    var history = History()
    var start = 0
    var hasEnd = true
    var number = 0
    while start < data.count, history.epochs.last?.epoch ?? 0 < last {
      let newline = data[start...].firstIndex(of: UInt8(ascii: "\n"))
      let text = String(decoding: data[start..<(newline ?? data.count)], as: UTF8.self)
      number += 1
      if !text.isEmpty {
        guard let record = try? EpochRecord(line: text) else {
          if newline == nil { break }
          throw FileError(
            metricsFile, "line \(number) is not an epoch's JSON object; remove that line to go on")
        }
        if record.epoch > last { break }
        history.epochs.append(record)
      }
      hasEnd = newline != nil
      start = newline.map { $0 + 1 } ?? data.count
    }
    return (history, start, hasEnd)
  }
}
