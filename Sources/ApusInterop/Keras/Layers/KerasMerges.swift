import ApusNN

extension KerasLayers {
  static let merges: [any KerasLayer.Type] = [
    Add.self, Subtract.self, Multiply.self, Average.self, Maximum.self, Minimum.self,
    Concatenate.self, Dot.self,
  ]
}

extension Add: KerasLayer {
  static var keras: KerasRule { KerasRule(effect: .combines) }
}

extension Subtract: KerasLayer {
  static var keras: KerasRule { KerasRule(effect: .combines) }
}

extension Multiply: KerasLayer {
  static var keras: KerasRule { KerasRule(effect: .combines) }
}

extension Average: KerasLayer {
  static var keras: KerasRule { KerasRule(effect: .combines) }
}

extension Maximum: KerasLayer {
  static var keras: KerasRule { KerasRule(effect: .combines) }
}

extension Minimum: KerasLayer {
  static var keras: KerasRule { KerasRule(effect: .combines) }
}

extension Concatenate: KerasLayer {
  static var keras: KerasRule { KerasRule([KerasSetting("axis", nil, .integer)], effect: .moves) }
}

extension Dot: KerasLayer {
  static var keras: KerasRule { KerasRule([KerasSetting("axes", nil, .extents(2)), "normalize"]) }
}
