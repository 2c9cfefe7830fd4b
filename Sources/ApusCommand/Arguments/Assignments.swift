/// The assignments of `--set key=value`, each key once.
func parseAssignments(_ texts: [String]) throws -> [String: String] {
  var result: [String: String] = [:]
  for text in texts {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      throw UsageError("--set \(text): expected key=value")
    }
    let key = String(text[..<equals])
    guard result.updateValue(String(text[text.index(after: equals)...]), forKey: key) == nil else {
      throw UsageError("--set \(key) is given twice")
    }
  }
  return result
}
