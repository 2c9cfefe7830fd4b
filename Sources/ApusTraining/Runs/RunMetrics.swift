import ApusData
import ApusFiles
import Foundation

extension RunFolder {
  /// Replaces `metrics.jsonl` by these epochs.
  public func write(_ history: History) throws {
    let lines = history.epochs.map(\.line).joined()
    try AtomicFile.write(Data(lines.utf8), to: metricsFile)
  }

  /// The epochs that `metrics.jsonl` tells of; empty where it is missing.
  ///
  /// A last line that is not whole does not count: it is being written, or its writer was killed.
  ///
  /// - Throws: ``FileError`` where another line cannot be understood.
  public func history() throws -> History { try metrics(through: .max).history }

  /// The epochs up to number `last`, how many bytes their lines take, and whether the last of these has its end; what comes
  /// after them is not looked at.
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
        guard let record = EpochRecord(jsonObject: text) else {
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

extension EpochRecord {
  /// The record as one line of JSON: the event's name where it has one, `epoch` or what else it counts, the values,
  /// `seconds`.
  public func jsonObject(event: String?, unit: String = "epoch") -> String {
    var fields = event.map { ["\"event\":\"\($0)\""] } ?? []
    fields.append("\"\(unit)\":\(epoch)")
    for (name, value) in values { fields.append("\"\(name)\":\(jsonNumber(value))") }
    fields.append("\"seconds\":\(jsonNumber((seconds * 1000).rounded() / 1000))")
    return "{" + fields.joined(separator: ",") + "}"
  }

  /// The record as a line of `metrics.jsonl`.
  var line: String { jsonObject(event: nil) + "\n" }

  /// The record that a line of JSON holds, its values in the line's order; nil where it is not one.
  init?(jsonObject text: String) {
    // JSONDecoder reads a Double to the last bit; JSONSerialization does not.
    guard
      let numbers = try? JSONDecoder().decode([String: Double?].self, from: Data(text.utf8)),
      let epoch = numbers["epoch"]??.whole
    else { return nil }
    // All values are numbers, so what stands in quotation marks are the names.
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    let names = stride(from: 1, to: parts.count, by: 2).map { String(parts[$0]) }
    var values: [(name: String, value: Double)] = []
    for name in names where name != "epoch" && name != "seconds" {
      if let number = numbers[name] { values.append((name, number ?? .nan)) }
    }
    self.init(epoch: epoch, values: values, seconds: (numbers["seconds"] ?? nil) ?? 0)
  }
}

extension Double {
  /// The whole number that this is; nil where it is none.
  fileprivate var whole: Int? { Int(exactly: self) }
}
