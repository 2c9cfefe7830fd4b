extension Primitives {
  static let indexing: [any AnyPrimitive.Type] = [
    Gather.self, GatherAlong.self, OneHot.self, ScatterAdd.self, ScatterAddAlong.self,
  ]
}
