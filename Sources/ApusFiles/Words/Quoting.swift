/// A text from a file as a message shows it: in quotation marks, on one line, at most 60
/// characters.
package func quoted(_ name: some StringProtocol) -> String {
  let characters = name.unicodeScalars.prefix(60).map { scalar -> Character in
    scalar.properties.generalCategory == .control ? " " : Character(scalar)
  }
  return "'\(String(characters))\(name.unicodeScalars.count > 60 ? "…" : "")'"
}
