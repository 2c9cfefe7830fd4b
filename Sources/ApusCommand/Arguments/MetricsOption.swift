import ArgumentParser

/// What is measured.
struct MetricsOption: ParsableArguments {
  @Option(
    name: .customLong("metrics"),
    help: ArgumentHelp(
      "What is measured beside loss and accuracy: see `apus list metrics`.",
      valueName: "name,name:key=value,…"))
  var list: String?

  /// The names with their settings; nil where the option is not given.
  var names: [String]? { list.map(namesWithSettings) }
}

/// The names with settings of a list: `f1,topK:k=5,average=macro,auc` are three.
///
/// A comma ends a name unless `key=value` comes after it.
func namesWithSettings(_ text: String) -> [String] {
  var names: [String] = []
  for part in text.split(separator: ",", omittingEmptySubsequences: false) {
    let colon = part.firstIndex(of: ":")
    if let equals = part.firstIndex(of: "="), colon.map({ $0 > equals }) ?? true,
      let last = names.indices.last
    {
      names[last] += (names[last].contains(":") ? "," : ":") + part
    } else {
      names.append(String(part))
    }
  }
  return names
}
