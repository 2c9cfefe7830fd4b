import ApusNN

extension KerasLayers {
  static let shapings: [any KerasLayer.Type] = [
    Flatten.self, Reshape.self, Permute.self, RepeatVector.self, UpSampling1D.self,
    UpSampling2D.self, UpSampling3D.self, ZeroPadding1D.self, ZeroPadding2D.self,
    ZeroPadding3D.self, Cropping1D.self, Cropping2D.self, Cropping3D.self,
  ]
}

extension KerasRule {
  /// More or fewer elements before and after each of `rank` axes.
  fileprivate static func margins(_ rank: Int, _ name: String) -> KerasRule {
    KerasRule([KerasSetting(name, "margins", .margins(rank))], effect: .moves)
  }

  fileprivate static func upSampling(_ rank: Int, _ more: [KerasSetting] = []) -> KerasRule {
    KerasRule([KerasSetting("size", "factors", .extents(rank))] + more)
  }
}

extension Flatten: KerasLayer {
  static var keras: KerasRule { KerasRule(effect: .moves) }
}

extension Reshape: KerasLayer {
  static var keras: KerasRule {
    KerasRule([KerasSetting("target_shape", "target", .integers)], effect: .moves)
  }
}

extension Permute: KerasLayer {
  static var keras: KerasRule {
    KerasRule([KerasSetting("dims", "order", .integers)], effect: .moves)
  }
}

extension RepeatVector: KerasLayer {
  static var keras: KerasRule { KerasRule([KerasSetting("n", "count")], effect: .moves) }
}

extension UpSampling1D: KerasLayer {
  // Keras repeats elements along sequences and volumes, and has no setting for it.
  static var keras: KerasRule { .upSampling(1) }
}

extension UpSampling2D: KerasLayer {
  static var keras: KerasRule { .upSampling(2, ["interpolation"]) }
}

extension UpSampling3D: KerasLayer {
  static var keras: KerasRule { .upSampling(3) }
}

extension ZeroPadding1D: KerasLayer {
  static var keras: KerasRule { .margins(1, "padding") }
}

extension ZeroPadding2D: KerasLayer {
  static var keras: KerasRule { .margins(2, "padding") }
}

extension ZeroPadding3D: KerasLayer {
  static var keras: KerasRule { .margins(3, "padding") }
}

extension Cropping1D: KerasLayer {
  static var keras: KerasRule { .margins(1, "cropping") }
}

extension Cropping2D: KerasLayer {
  static var keras: KerasRule { .margins(2, "cropping") }
}

extension Cropping3D: KerasLayer {
  static var keras: KerasRule { .margins(3, "cropping") }
}
