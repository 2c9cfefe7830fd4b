import ApusNN

extension KerasLayers {
  static let poolings: [any KerasLayer.Type] = [
    MaxPooling1D.self, MaxPooling2D.self, MaxPooling3D.self, AveragePooling1D.self,
    AveragePooling2D.self, AveragePooling3D.self, GlobalMaxPooling1D.self, GlobalMaxPooling2D.self,
    GlobalMaxPooling3D.self, GlobalAveragePooling1D.self, GlobalAveragePooling2D.self,
    GlobalAveragePooling3D.self,
  ]
}

extension KerasLayer where Self: SlidingPooling {
  static var keras: KerasRule {
    KerasRule(settings: [
      KerasSetting("pool_size", "window", .extents(axes)),
      KerasSetting("strides", nil, .extents(axes)), KerasSetting("padding", nil, .padding),
    ])
  }
}

extension KerasLayer where Self: GlobalPooling {
  static var keras: KerasRule { KerasRule(settings: [KerasSetting("keepdims", "keepDimensions")]) }
}

extension MaxPooling1D: KerasLayer {}
extension MaxPooling2D: KerasLayer {}
extension MaxPooling3D: KerasLayer {}
extension AveragePooling1D: KerasLayer {}
extension AveragePooling2D: KerasLayer {}
extension AveragePooling3D: KerasLayer {}
extension GlobalMaxPooling1D: KerasLayer {}
extension GlobalMaxPooling2D: KerasLayer {}
extension GlobalMaxPooling3D: KerasLayer {}
extension GlobalAveragePooling1D: KerasLayer {}
extension GlobalAveragePooling2D: KerasLayer {}
extension GlobalAveragePooling3D: KerasLayer {}
