import ApusCore
import ApusData
import ApusFiles
import ApusNN

/// Writes a line an epoch into a CSV file: the epoch from 0, as in Keras, and every value of the
/// logs.
///
/// A resumed run goes on after its last checkpoint's line. Source: Keras 3 `CSVLogger`.
public final class CSVLogger: Callback {
  /// The file, inside the run's folder where there is one and the path is relative.
  public let path: String
  /// What stands between two fields.
  public let separator: String
  /// Whether a new training adds to an existing file rather than begin it anew.
  public let append: Bool
  private var file: LogFile?
  private var names: [String] = []

  /// A log at `path`.
  public init(_ path: String, separator: String = ",", append: Bool = false) {
    self.path = path
    self.separator = separator
    self.append = append
  }

  /// Opens the file.
  public func trainingBegins(_ context: TrainingContext, from state: SavedState?) throws {
    let kept = state?.count("length") ?? (append ? nil : 0)
    file = try LogFile(try context.file(path), keeping: kept)
    names = []
  }

  /// Writes a line.
  public func epochEnds(_ context: TrainingContext) throws {
    guard let file else { return }
    let logs = context.logs
    if names.isEmpty {
      names = logs.map(\.name)
      if file.length == 0 { try write((["epoch"] + names).map(quoted), to: file) }
    }
    let values = names.map { name in
      logs.first { $0.name == name }.map { "\($0.value)" } ?? "NA"
    }
    try write(["\(context.epoch - 1)"] + values, to: file)
  }

  /// Closes the file.
  public func trainingEnds(_ context: TrainingContext) { file = nil }

  /// The file's length.
  public var state: SavedState {
    SavedState(file.map { ["length": [Double($0.length)]] } ?? [:])
  }

  private func write(_ fields: [String], to file: LogFile) throws {
    try file.append(Array((fields.joined(separator: separator) + "\n").utf8))
  }

  /// A field in quotation marks where it holds what would end it.
  private func quoted(_ field: String) -> String {
    guard field.contains(separator) || field.contains("\"") || field.contains("\n") else {
      return field
    }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}

extension Callback where Self == CSVLogger {
  /// Writes a line an epoch into a CSV file.
  public static func csvLog(
    _ path: String, separator: String = ",", append: Bool = false
  ) -> CSVLogger {
    CSVLogger(path, separator: separator, append: append)
  }
}

extension CallbackKind {
  static var csvLogger: Self {
    Self("CSVLogger", "writes a line an epoch into a CSV file") { options in
      CSVLogger(
        try options.place("path") ?? "log.csv", separator: try options.text("separator") ?? ",",
        append: try options.flag("append", default: false))
    }
  }
}
