import ApusNN
import ApusTraining

extension RunOption {
  /// How gradients are shortened.
  static let clip = RunOption(
    training: "clip", ("--clip", .value("clip")),
    "The limit of gradients: value=X, norm=X of each parameter, or globalNorm=X of all.",
    example: .object(["globalNorm": 1]),
    read: { value in
      guard case .text(let text) = value.content else { return value.configurationValue }
      // globalNorm=1, as the command line has it.
      let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2 else { return value.configurationValue }
      return .object([sides[0]: ConfigurationValue(plain: sides[1])])
    },
    check: { _, plan in _ = try plan.training.makeClipping() })
}

extension TrainingOptions {
  /// How gradients are shortened; nil where they are not.
  func makeClipping() throws -> GradientClipping? {
    guard let clip = self["clip"] else { return nil }
    let wrong = RecipeError(
      "\(clip) is no clipping; expected one of value, norm, globalNorm with a limit above 0")
    guard case .object(let limits) = clip, limits.count == 1, let (name, value) = limits.first,
      let limit = value.asNumber, limit > 0, limit.isFinite
    else { throw wrong }
    switch name {
    case "value": return .value(limit)
    case "norm": return .norm(limit)
    case "globalNorm": return .globalNorm(limit)
    default: throw wrong
    }
  }
}
