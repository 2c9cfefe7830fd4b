extension Primitives {
  static let reductions: [any AnyPrimitive.Type] = [
    AllTrue.self, AnyTrue.self, ArgMax.self, ArgMin.self, Broadcast.self, CumulativeSum.self,
    DotPairs.self, Max.self, Min.self, MultiplyPairs.self, Product.self, SpreadPairs.self, Sum.self,
  ]
}
