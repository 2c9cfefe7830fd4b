import Apus
import ArgumentParser

/// What `apus train` and its relatives can be told: a recipe, a file of settings, and options laid
/// over both.
struct TrainingArguments: ParsableArguments {
  @Argument(help: "The recipe: see `apus list recipes`.")
  var recipe: String?

  @Option(help: "A YAML file of settings; options go before what it says. See --print-config.")
  var config: String?

  @OptionGroup var chosen: SettingOptions

  @OptionGroup var options: RunOptions

  @Flag(help: "Leave out photographs that cannot be decoded; the same as --set damaged=skip.")
  var skipDamaged = false

  @Flag(
    help:
      """
      Leave photographs as they are stored, whatever their EXIF says; the same as --set \
      orientation=ignore.
      """
  )
  var ignoreOrientation = false

  /// The options laid over the file.
  func request() throws -> RunRequest {
    var request = try config.map { try RunRequest(contentsOf: $0) } ?? RunRequest()
    if let recipe { request.set("recipe", recipe, option: "", isText: true) }
    options.apply(to: &request)
    for (key, value) in try chosen.assignments() { request.set(setting: key, value) }
    if skipDamaged { request.set(setting: "damaged", "skip") }
    if ignoreOrientation { request.set(setting: "orientation", "ignore") }
    return request
  }

  /// The options that are given beside `--set` and those of ``RunOption``, and say something of the
  /// recipe's settings.
  private var givenOfSettings: [String] {
    [
      ("--config", config != nil), ("--dataset", chosen.dataset != nil),
      ("--skip-damaged", skipDamaged), ("--ignore-orientation", ignoreOrientation),
    ].filter(\.1).map(\.0)
  }

  /// An option that is given and means nothing to a sweep, which has settings and a seed.
  var optionForRecipes: String? {
    givenOfSettings.first
      ?? options.given.first { !$0.isForSweeps }.flatMap(\.argument)?.name
  }

  /// An option that is given and of which a run keeps what it began with.
  var optionThatIsKept: String? {
    (chosen.settings.isEmpty ? [] : ["--set"]).first ?? givenOfSettings.first
      ?? options.given.first { !$0.mayChange }.flatMap(\.argument)?.name
  }
}
