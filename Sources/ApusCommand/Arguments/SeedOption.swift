import ArgumentParser

/// Where everything random begins.
struct SeedOption: ParsableArguments {
  @Option(
    name: .customLong("seed"), parsing: .unconditional,
    help: "The seed of all that is random: weights, dropout, the order of examples; 0 by default.")
  var value: UInt64?
}
