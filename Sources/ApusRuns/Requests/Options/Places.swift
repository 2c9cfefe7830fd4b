extension RunOption {
  /// Where the data is.
  static let data = RunOption(
    "data", ("--data", .path("data")),
    "The folder that holds the data set's files, or its name's folder.", example: "/path/to/data",
    mayChange: true,
    value: { $0.data.map { .text($0) } },
    set: { value, configuration in configuration.data = absolutePath(try value.path()) },
    check: { value, plan in
      guard !plan.recipe.data.readsFiles(plan.settings) else { return }
      throw value.error(
        """
        \(value.shown) is of no use: \(plan.facts?.name ?? plan.recipe.name) is made on the spot \
        and read from no folder
        """
      )
    })

  /// Where the run is written, which a run does not hold.
  static let out = RunOption(
    "out", nil, "The run's folder.", example: "runs/mine", value: { _ in nil },
    set: { value, _ in _ = try value.path() })
}
