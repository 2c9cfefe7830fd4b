import ApusData
import ApusNN
import ApusTraining

/// Something that a run can be told beside its recipe's settings.
///
/// From this one value follow the option of `apus train` and its relatives with its help and
/// completion, the key of files of settings and its comment, the value in `config.json`, the lines
/// of `apus runs show` and `apus list options`, the table in the documentation, and whether
/// searches may vary it. An option is a file beside this one and its name in ``all``.
public struct RunOption: Sendable {
  /// How commands take it.
  public enum Form: Sendable, Equatable {
    /// A value, which help calls so.
    case value(String)
    /// A path.
    case path(String)
    /// One name with settings; the option may be given several times.
    case each
    /// Names with settings, separated by commas.
    case names
    /// No value: the option alone means true.
    case flag
  }

  /// The key in files of settings and in `config.json`.
  public let key: String
  /// The option with its dashes, and how commands take it; nil where only files have it.
  public let argument: (name: String, form: Form)?
  /// What it does, in a sentence.
  public let help: String
  /// A value for templates of files; nil where templates leave it out.
  let example: ConfigurationValue?
  /// Whether files have it at their beginning, and `config.json` beside `training`.
  let isHeading: Bool
  /// Whether it is for recipes that learn from labels alone.
  let isForLabels: Bool
  /// Whether a run that goes on may be told another value.
  public let mayChange: Bool
  /// Whether sweeps take it, too.
  public let isForSweeps: Bool
  /// The setting by which searches vary it; nil where they do not.
  let searched: (@Sendable (Recipe) -> Setting)?
  /// The value of a run; nil where nothing was said.
  let value: @Sendable (RunConfiguration) -> ConfigurationValue?
  /// The value to keep among ``TrainingOptions``; nil for other options.
  let read: (@Sendable (YAMLValue) throws -> ConfigurationValue?)?
  /// Reads a value into the configuration.
  let set: @Sendable (YAMLValue, inout RunConfiguration) throws -> Void
  /// Throws where the value does not fit the run.
  let check: @Sendable (YAMLValue, RunPlan) throws -> Void

  /// An option whose value is a field of the configuration.
  init(
    _ key: String, _ argument: (name: String, form: Form)?, _ help: String,
    example: ConfigurationValue? = nil, isHeading: Bool = true, mayChange: Bool = false,
    isForSweeps: Bool = false, searched: (@Sendable (Recipe) -> Setting)? = nil,
    value: @escaping @Sendable (RunConfiguration) -> ConfigurationValue?,
    set: @escaping @Sendable (YAMLValue, inout RunConfiguration) throws -> Void,
    check: @escaping @Sendable (YAMLValue, RunPlan) throws -> Void = { _, _ in }
  ) {
    self.key = key
    self.argument = argument
    self.help = help
    self.example = example
    self.isHeading = isHeading
    isForLabels = false
    read = nil
    self.mayChange = mayChange
    self.isForSweeps = isForSweeps
    self.searched = searched
    self.value = value
    self.set = set
    self.check = check
  }

  /// An option whose value is one of ``TrainingOptions``, under the same key.
  ///
  /// - Parameters:
  ///   - read: the value to keep, nil for none; throws where it cannot be one. A run that goes on
  ///     reads what it kept by this as well.
  ///   - check: throws where the value does not fit what the run is told so far.
  init(
    training key: String, _ argument: (name: String, form: Form)?, _ help: String,
    example: ConfigurationValue? = nil, isForLabels: Bool = false, mayChange: Bool = false,
    searched: (@Sendable (Recipe) -> Setting)? = nil,
    read: @escaping @Sendable (YAMLValue) throws -> ConfigurationValue?,
    check: @escaping @Sendable (YAMLValue, RunPlan) throws -> Void = { _, _ in }
  ) {
    self.key = key
    self.argument = argument
    self.help = help
    self.example = example
    isHeading = false
    self.isForLabels = isForLabels
    self.mayChange = mayChange
    isForSweeps = false
    self.searched = searched
    self.read = read
    value = { $0.training?[key] }
    set = { value, configuration in
      var training = configuration.training ?? TrainingOptions()
      training[key] = try read(value)
      configuration.training = training.isPlain ? nil : training
    }
    self.check = check
  }

  /// Returns the option with this key, or nil if no option has it.
  static func named(_ key: String) -> RunOption? { all.first { $0.key == key } }

  /// The help as files have it beside a value.
  var remark: String { help.hasSuffix(".") ? String(help.dropLast()) : help }
}

/// A run as far as it is resolved: what the values of options are checked against.
struct RunPlan {
  let recipe: Recipe
  let settings: SettingValues
  /// What is known before the data is read; nil where only the user's files say it.
  let facts: DataFacts?
  /// What the options before this one say.
  var configuration: RunConfiguration

  var training: TrainingOptions { configuration.training ?? TrainingOptions() }

  /// Takes the value of an option in.
  ///
  /// - Throws: ``FileError`` or ``RecipeError`` where it is none that the option takes, or does not
  ///   fit the run.
  mutating func take(_ value: YAMLValue, as option: RunOption) throws {
    if option.isForLabels, recipe.supervision == nil {
      throw value.error("\(value.shown) is for recipes that learn from labels; leave it out")
    }
    try option.set(value, &configuration)
    try value.at { try option.check(value, self) }
  }
}
