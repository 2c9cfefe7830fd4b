extension Primitives {
  static let shaping: [any AnyPrimitive.Type] = [
    ConcatenatePrimitive.self, ContiguousSlice.self, Flip.self, Pad.self, PlaceSlice.self,
    ReplaceSlice.self, ReshapePrimitive.self, Roll.self, SlicePrimitive.self, Tile.self,
    Transpose.self,
  ]
}
