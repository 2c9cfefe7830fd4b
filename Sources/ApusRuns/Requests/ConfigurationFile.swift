import ApusNN
import ApusTraining

extension RunConfiguration {
  /// The configuration as YAML, which `apus train --config` takes to repeat the run exactly.
  public func yaml(of recipe: Recipe) -> String {
    var file = YAMLWriter()
    file.comment(
      """
      A run of \(recipe.name), begun \(created) by Apus \(version).\nTo repeat it: apus train \
      --config THIS --out FOLDER
      """
    )
    write(to: &file, recipe, hints: false)
    return file.text
  }

  /// The same with comments on everything that can be set.
  public func template(of recipe: Recipe) -> String {
    var file = YAMLWriter()
    file.comment(
      """
      Settings of a run of \(recipe.name): \(recipe.summary).
      To run it: apus train --config THIS. What the command line says goes before what stands here.
      """)
    write(to: &file, recipe, hints: true)
    return file.text
  }

  private func write(to file: inout YAMLWriter, _ recipe: Recipe, hints: Bool) {
    file.entry("recipe", .text(self.recipe), remark: hints ? "apus list recipes" : nil)
    for option in RunOption.all where option.isHeading { write(option, to: &file, hints: hints) }
    file.group("settings")
    for setting in recipe.settings {
      guard let value = settings[setting.name] else { continue }
      file.entry(
        setting.name, ConfigurationValue(exactly: value),
        remark: hints ? "\(setting.help); \(setting.range)" : nil, depth: 1)
    }
    for option in RunOption.all where !option.isHeading { write(option, to: &file, hints: hints) }
  }

  /// Writes the value of an option; a template has what the option does, and an example where there
  /// is no value.
  private func write(_ option: RunOption, to file: inout YAMLWriter, hints: Bool) {
    let value = option.value(self)
    guard hints else {
      if let value { file.entry(option.key, value) }
      return
    }
    guard let example = option.example else { return }
    if !option.isHeading {
      file.space()
      file.comment(option.remark)
    }
    file.entry(
      option.key, value ?? example, remark: option.isHeading ? option.remark : nil,
      isComment: value == nil)
  }
}
