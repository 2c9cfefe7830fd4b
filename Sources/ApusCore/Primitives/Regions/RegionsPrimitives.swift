extension Primitives {
  static let regions: [any AnyPrimitive.Type] = [
    RegionMax.self, RegionMaxGather.self, RegionMaxScatter.self, RegionMean.self,
    RegionMeanGradient.self,
  ]
}
