import Apus
import Foundation

/// Prints a text on standard output as a terminal may show it, whatever stands in the names within:
/// `shownPlainly` of ApusTraining.
///
/// It takes the place of Swift's own function in this module, so that no command can forget it.
func print(_ text: String = "", terminator: String = "\n") {
  Swift.print(text.shownPlainly, terminator: terminator)
}

/// Prints a description in the same way.
func print(_ value: some CustomStringConvertible) {
  Swift.print(value.description.shownPlainly)
}

/// Draws a line again and again on the terminal that standard output is.
func redraw(_ text: String) {
  Swift.print(TerminalLine.redrawn(text, on: STDOUT_FILENO), terminator: "")
  fflush(nil)
}

/// Takes the line that is drawn again and again away.
func clearLine() { Swift.print(TerminalLine.cleared, terminator: "") }
