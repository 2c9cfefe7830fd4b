import ApusNN

extension KerasLayers {
  static let merges: [any KerasLayer.Type] = [
    Add.self, Subtract.self, Multiply.self, Average.self, Maximum.self, Minimum.self,
    Concatenate.self, Dot.self,
  ]
}

extension KerasLayer where Self: ElementwiseMerge {
  static var keras: KerasRule { KerasRule(effect: .combines) }
}

extension Add: KerasLayer {}
extension Subtract: KerasLayer {}
extension Multiply: KerasLayer {}
extension Average: KerasLayer {}
extension Maximum: KerasLayer {}
extension Minimum: KerasLayer {}

extension Concatenate: KerasLayer {
  static var keras: KerasRule {
    KerasRule(settings: [KerasSetting("axis", nil, .integer)], effect: .moves)
  }
}

extension Dot: KerasLayer {
  static var keras: KerasRule {
    KerasRule(settings: [KerasSetting("axes", nil, .extents(2)), "normalize"])
  }
}
