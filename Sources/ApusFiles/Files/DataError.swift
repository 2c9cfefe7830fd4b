/// What is wrong with data from outside the program: a file, a folder, a download.
///
/// The description is one line: what it is about, what was expected and found, and what to do.
public struct DataError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kinds of failure that a caller may want to tell apart.
  public enum Reason: Sendable {
    /// Nothing is there.
    case missing
    /// It is there but the system does not let us read or write it.
    case inaccessible
    /// It ends before what it announces is complete.
    case truncated
    /// It is of another format than asked for.
    case foreign
    /// It is of the right format but contradicts itself.
    case corrupt
    /// It is sound but not of the form that is needed here: another size, other classes.
    case unsuitable
    /// It could not be fetched from its publisher.
    case download
  }

  /// The kind of failure.
  public let reason: Reason
  /// The file, folder, archive entry or address it is about.
  public let subject: String
  /// What was expected and what was found.
  public let problem: String
  /// What the user can do.
  public let advice: String

  /// An error about `subject`; `problem` and `advice` are clauses without a full stop.
  public init(_ reason: Reason, _ subject: String, _ problem: String, advice: String) {
    self.reason = reason
    self.subject = subject
    self.problem = problem
    self.advice = advice
  }

  /// `subject: problem; advice`, on one line whatever a file may be called.
  public var description: String {
    let shortened = subject.count > 240 ? "…" + subject.suffix(240) : subject
    let text = "\(shortened): \(problem); \(advice)"
    return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 ? " " : $0 }))
  }
}

extension DataError {
  package static func truncated(_ subject: String, _ problem: String) -> DataError {
    DataError(.truncated, subject, problem, advice: "the file is incomplete: fetch it again")
  }

  package static func corrupt(_ subject: String, _ problem: String) -> DataError {
    DataError(.corrupt, subject, problem, advice: "the file is damaged: fetch it again")
  }
}
