import ArgumentParser

/// In which form a command tells what came of it.
struct JSONOption: ParsableArguments {
  @Flag(
    name: .customLong("json"), help: "Print JSON lines and nothing else on standard output.")
  var isGiven = false
}
