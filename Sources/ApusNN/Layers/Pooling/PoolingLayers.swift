extension LayerRegistry {
  /// The layers that pool.
  static let poolings: [any ConfigurableModule.Type] = [
    AveragePooling1D.self, AveragePooling2D.self, AveragePooling3D.self, MaxPooling1D.self,
    MaxPooling2D.self, MaxPooling3D.self, GlobalAveragePooling1D.self, GlobalAveragePooling2D.self,
    GlobalAveragePooling3D.self, GlobalMaxPooling1D.self, GlobalMaxPooling2D.self,
    GlobalMaxPooling3D.self, AdaptiveAveragePooling1D.self, AdaptiveAveragePooling2D.self,
    AdaptiveAveragePooling3D.self, AdaptiveMaxPooling1D.self, AdaptiveMaxPooling2D.self,
    AdaptiveMaxPooling3D.self, PositionSensitiveRoIAlign.self, PositionSensitiveRoIPooling.self,
    RoIAlign.self, RoIPooling.self,
  ]
}
