import ArgumentParser

/// Where a command writes.
struct OutOption: ParsableArguments {
  @Option(
    name: .customLong("out"),
    help: "The folder to write; by default one named by the time and the recipe.")
  var folder: String?

  func validate() throws { try checkPath(folder, "--out") }
}

/// What a command goes on with.
struct ResumeOption: ParsableArguments {
  @Option(name: .customLong("resume"), help: "The folder to go on with, if need be to more epochs.")
  var folder: String?

  func validate() throws { try checkPath(folder, "--resume") }
}

/// Throws where an option names a path without a letter.
func checkPath(_ value: String?, _ option: String) throws {
  if value?.allSatisfy(\.isWhitespace) == true {
    throw ValidationError("\(option) is empty: expected a path")
  }
}
