import Apus
import Foundation

/// Shows on a terminal how far the run of a trial is, in one line that is drawn again and again;
/// elsewhere nothing.
final class TrialReporter: Reporter {
  /// What runs.
  var heading = ""
  private let isTerminal: Bool
  private let isQuiet: Bool
  private var epoch = (number: 0, of: 0, steps: 0)
  private var drawn = ContinuousClock.now

  /// `isQuiet`: standard output is for JSON.
  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
    isTerminal = !isQuiet && isatty(STDOUT_FILENO) == 1
  }

  func epochBegins(_ epoch: Int, of epochs: Int, steps: Int, first: Int) {
    self.epoch = (epoch, epochs, steps)
  }

  func stepEnds(_ step: Int, values: () -> [(name: String, value: Double)]) {
    guard isTerminal, drawn.duration(to: .now) > .milliseconds(100) else { return }
    drawn = .now
    let shown = values().map { "\($0.name) \(String(format: "%.4f", $0.value))" }
    let line =
      """
      \(heading)  epoch \(epoch.number)/\(epoch.of)  step \(step)/\(epoch.steps)  \
      \(shown.joined(separator: "  "))
      """
    redraw(line)
  }

  func epochEnds(_ record: EpochRecord) {}

  func note(_ text: String) {
    clear()
    if isQuiet { writeToStandardError(text + "\n") } else { print(text) }
    fflush(nil)
  }

  /// Takes the line away.
  func clear() {
    if isTerminal { clearLine() }
  }
}
