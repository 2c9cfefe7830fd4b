import ApusNN

extension KerasLayers {
  static let shapings: [any KerasLayer.Type] = [
    Flatten.self, Reshape.self, Permute.self, RepeatVector.self, UpSampling1D.self,
    UpSampling2D.self, UpSampling3D.self, ZeroPadding1D.self, ZeroPadding2D.self,
    ZeroPadding3D.self, Cropping1D.self, Cropping2D.self, Cropping3D.self,
  ]
}

extension Flatten: KerasLayer {
  static var keras: KerasRule { KerasRule(effect: .moves) }
}

extension Reshape: KerasLayer {
  static var keras: KerasRule {
    KerasRule(settings: [KerasSetting("target_shape", "target", .integers)], effect: .moves)
  }
}

extension Permute: KerasLayer {
  static var keras: KerasRule {
    KerasRule(settings: [KerasSetting("dims", "order", .integers)], effect: .moves)
  }
}

extension RepeatVector: KerasLayer {
  static var keras: KerasRule { KerasRule(settings: [KerasSetting("n", "count")], effect: .moves) }
}

extension KerasLayer where Self: UpSampling {
  /// Keras repeats elements along sequences and volumes, and has no setting for it.
  static var keras: KerasRule {
    KerasRule(
      settings: [KerasSetting("size", "factors", .extents(axes))]
        + (axes == 2 ? ["interpolation"] : []))
  }
}

extension KerasLayer where Self: ZeroPadding {
  static var keras: KerasRule {
    KerasRule(settings: [KerasSetting("padding", "margins", .margins(axes))], effect: .moves)
  }
}

extension KerasLayer where Self: Cropping {
  static var keras: KerasRule {
    KerasRule(settings: [KerasSetting("cropping", "margins", .margins(axes))], effect: .moves)
  }
}

extension UpSampling1D: KerasLayer {}
extension UpSampling2D: KerasLayer {}
extension UpSampling3D: KerasLayer {}
extension ZeroPadding1D: KerasLayer {}
extension ZeroPadding2D: KerasLayer {}
extension ZeroPadding3D: KerasLayer {}
extension Cropping1D: KerasLayer {}
extension Cropping2D: KerasLayer {}
extension Cropping3D: KerasLayer {}
