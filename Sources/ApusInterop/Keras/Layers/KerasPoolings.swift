import ApusNN

extension KerasLayers {
  static let poolings: [any KerasLayer.Type] = [
    MaxPooling1D.self, MaxPooling2D.self, MaxPooling3D.self, AveragePooling1D.self,
    AveragePooling2D.self, AveragePooling3D.self, GlobalMaxPooling1D.self, GlobalMaxPooling2D.self,
    GlobalMaxPooling3D.self, GlobalAveragePooling1D.self, GlobalAveragePooling2D.self,
    GlobalAveragePooling3D.self,
  ]
}

extension KerasRule {
  fileprivate static func pooling(_ rank: Int) -> KerasRule {
    KerasRule([
      KerasSetting("pool_size", "window", .extents(rank)),
      KerasSetting("strides", nil, .extents(rank)), KerasSetting("padding", nil, .padding),
    ])
  }

  fileprivate static var globalPooling: KerasRule {
    KerasRule([KerasSetting("keepdims", "keepDimensions")])
  }
}

extension MaxPooling1D: KerasLayer {
  static var keras: KerasRule { .pooling(1) }
}

extension MaxPooling2D: KerasLayer {
  static var keras: KerasRule { .pooling(2) }
}

extension MaxPooling3D: KerasLayer {
  static var keras: KerasRule { .pooling(3) }
}

extension AveragePooling1D: KerasLayer {
  static var keras: KerasRule { .pooling(1) }
}

extension AveragePooling2D: KerasLayer {
  static var keras: KerasRule { .pooling(2) }
}

extension AveragePooling3D: KerasLayer {
  static var keras: KerasRule { .pooling(3) }
}

extension GlobalMaxPooling1D: KerasLayer {
  static var keras: KerasRule { .globalPooling }
}

extension GlobalMaxPooling2D: KerasLayer {
  static var keras: KerasRule { .globalPooling }
}

extension GlobalMaxPooling3D: KerasLayer {
  static var keras: KerasRule { .globalPooling }
}

extension GlobalAveragePooling1D: KerasLayer {
  static var keras: KerasRule { .globalPooling }
}

extension GlobalAveragePooling2D: KerasLayer {
  static var keras: KerasRule { .globalPooling }
}

extension GlobalAveragePooling3D: KerasLayer {
  static var keras: KerasRule { .globalPooling }
}
