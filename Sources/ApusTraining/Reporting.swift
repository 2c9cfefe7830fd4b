import Foundation

/// What training tells about itself while it runs.
public protocol Reporter: AnyObject {
  /// An epoch begins; `first` is the batch it begins with.
  func epochBegins(_ epoch: Int, of epochs: Int, steps: Int, first: Int)
  /// A step is done. Called after every step: must cost next to nothing.
  func stepEnds(_ step: Int, values: () -> [(name: String, value: Double)])
  /// An epoch is done.
  func epochEnds(_ record: EpochRecord)
  /// Something to say outside the usual.
  func note(_ text: String)
  /// Something went wrong that does not end training; a note where nothing else is said.
  func warn(_ text: String)
}

extension Reporter {
  /// Told as a note.
  public func warn(_ text: String) { note(text) }
}

/// Says nothing.
public final class SilentReporter: Reporter {
  /// A reporter that says nothing.
  public init() {}
  /// An epoch begins.
  public func epochBegins(_ epoch: Int, of epochs: Int, steps: Int, first: Int) {}
  /// A step is done.
  public func stepEnds(_ step: Int, values: () -> [(name: String, value: Double)]) {}
  /// An epoch is done.
  public func epochEnds(_ record: EpochRecord) {}
  /// Something to say outside the usual.
  public func note(_ text: String) {}
}

/// A ``TrainingEvent`` an epoch on standard output, as a line of JSON, and nothing else there;
/// notes go to standard error.
public final class JSONReporter: Reporter {
  private let unit: TrainingEvent.Unit

  /// A reporter to standard output.
  public init(unit: TrainingEvent.Unit = .epoch) { self.unit = unit }
  /// An epoch begins.
  public func epochBegins(_ epoch: Int, of epochs: Int, steps: Int, first: Int) {}
  /// A step is done.
  public func stepEnds(_ step: Int, values: () -> [(name: String, value: Double)]) {}
  /// An epoch is done.
  public func epochEnds(_ record: EpochRecord) {
    TrainingEvent.ended(unit, record).print()
  }
  /// Something to say outside the usual.
  public func note(_ text: String) { writeToStandardError(text + "\n") }
}

/// A progress bar that redraws itself on a terminal; a line an epoch elsewhere.
public final class ConsoleReporter: Reporter {
  private let isTerminal: Bool
  private let unit: String
  private var epochs = 0
  private var steps = 0
  private var first = 0
  private var began = ContinuousClock.now
  private var drawn = ContinuousClock.now
  private var epoch = 0

  /// A reporter to standard output; `unit` names what a line stands for, if not an epoch.
  public init(unit: String = "epoch") {
    self.unit = unit
    isTerminal = isatty(STDOUT_FILENO) == 1
  }

  /// An epoch begins.
  public func epochBegins(_ epoch: Int, of epochs: Int, steps: Int, first: Int) {
    (self.epoch, self.epochs, self.steps, self.first) = (epoch, epochs, steps, first)
    began = .now
    drawn = began
  }

  /// A step is done.
  public func stepEnds(_ step: Int, values: () -> [(name: String, value: Double)]) {
    guard isTerminal else { return }
    let now = ContinuousClock.now
    guard drawn.duration(to: now) > .milliseconds(100) else { return }
    drawn = now
    let elapsed = began.duration(to: now).seconds
    let rate = Double(step - first) / max(elapsed, 1e-9)
    let left = Double(steps - step) / max(rate, 1e-9)
    let width = 24
    let filled = steps > 0 ? width * step / steps : width
    let bar = String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
    let line =
      """
      \(heading) \(bar) \(step)/\(steps)  \(text(values()))  \(fixed(rate, 0)) steps/s, \
      \(duration(left)) left
      """
    print(TerminalLine.redrawn(line, on: STDOUT_FILENO), terminator: "")
    fflush(nil)
  }

  /// An epoch is done.
  public func epochEnds(_ record: EpochRecord) {
    let line = "\(heading) \(duration(record.seconds))  \(text(record.values))"
    if isTerminal { print(TerminalLine.cleared, terminator: "") }
    print(line)
    fflush(nil)
  }

  /// Something to say outside the usual.
  public func note(_ text: String) {
    if isTerminal { print(TerminalLine.cleared, terminator: "") }
    print(text.shownPlainly)
    fflush(nil)
  }

  /// Prints a line on standard error.
  public func warn(_ text: String) {
    if isTerminal { print(TerminalLine.cleared, terminator: "") }
    fflush(nil)
    writeToStandardError(text + "\n")
  }

  private var heading: String { "\(unit) \(epoch)/\(epochs)" }

  private func text(_ values: [(name: String, value: Double)]) -> String {
    values.map { "\($0.name) \(fixed($0.value, 4))" }.joined(separator: "  ")
  }
}

/// Writes text to standard error as a terminal may show it; a closed or full one is no reason to
/// stop.
public func writeToStandardError(_ text: String) { writeToStandardError(raw: text.shownPlainly) }

/// Writes text to standard error with what a terminal obeys.
package func writeToStandardError(raw text: String) {
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    if written <= 0 { return }
    rest = rest.dropFirst(written)
  }
}

/// A number with this many digits after the point.
package func fixed(_ value: Double, _ digits: Int) -> String {
  value.isFinite ? String(format: "%.\(digits)f", value) : "\(value)"
}

/// Seconds as people read them: 0.42 s, 12 s, 3 min 05 s, 1 h 02 min.
public func duration(_ seconds: Double) -> String {
  guard abs(seconds) < 1e15 else { return "?" }
  if seconds < 9.95 { return fixed(seconds, seconds < 0.995 ? 2 : 1) + " s" }
  let whole = Int(seconds.rounded())
  if whole < 60 { return "\(whole) s" }
  let minutes = whole / 60
  if minutes < 60 { return "\(minutes) min \(String(format: "%02d", whole % 60)) s" }
  return "\(minutes / 60) h \(String(format: "%02d", minutes % 60)) min"
}

extension Duration {
  /// The duration in seconds.
  public var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
