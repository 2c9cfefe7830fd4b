import Foundation

extension String {
  /// The text without what a terminal would obey: control characters, separators of lines and
  /// paragraphs, and changes of the writing's direction stand as `\u001b`, but for ends of lines
  /// and tabs.
  ///
  /// Names of files, classes and layers come from outside; none may move the cursor or colour the
  /// screen. In JSON, whose texts alone can hold such characters, the result means the same.
  package var shownPlainly: String {
    guard unicodeScalars.contains(where: \.isObeyedByTerminals) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      if scalar.isObeyedByTerminals {
        text += String(format: "\\u%04x", scalar.value)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension String {
  /// The same in one line: ends of lines and tabs stand as `\u000a` and `\u0009`, too.
  package var shownInOneLine: String {
    shownPlainly.replacing("\n", with: "\\u000a").replacing("\t", with: "\\u0009")
  }
}

extension Unicode.Scalar {
  fileprivate var isObeyedByTerminals: Bool {
    switch value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

/// What lines that are drawn again and again, such as progress bars, share.
package enum TerminalLine {
  /// Takes away what stands in the cursor's line, and begins it anew.
  package static let cleared = "\r\u{1B}[K"

  /// Begins the cursor's line on a terminal anew with `text`, in plain characters, cut where the
  /// line ends.
  ///
  /// - Parameter descriptor: the terminal's, which says how wide it is now.
  package static func redrawn(_ text: String, on descriptor: Int32) -> String {
    cleared + text.shownPlainly.prefix(width(of: descriptor) - 1)
  }

  /// How many characters a line has; 80 where the terminal does not say.
  private static func width(of descriptor: Int32) -> Int {
    var size = winsize()
    let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : 80
  }
}
