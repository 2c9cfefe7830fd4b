extension String {
  /// The text as an error shows it, whatever a file put into it: spaces for control characters, at
  /// most 1000 characters.
  package var onOneLine: String {
    let isPlain = { (scalar: Unicode.Scalar) in
      scalar.properties.generalCategory != .control && !scalar.properties.isPatternWhitespace
        || scalar == " "
    }
    guard utf8.count > 1000 || !unicodeScalars.allSatisfy(isPlain) else { return self }
    var line = String.UnicodeScalarView()
    for scalar in unicodeScalars.prefix(1000) { line.append(isPlain(scalar) ? scalar : " ") }
    return String(line) + (unicodeScalars.count > 1000 ? "…" : "")
  }
}
