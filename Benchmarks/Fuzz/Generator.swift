/// SplitMix64: the same numbers from the same seed everywhere.
struct Generator {
  private var state: UInt64

  /// Numbers for one case of one format.
  init(format: String, number: Int) {
    state = 14_695_981_039_346_656_037
    for byte in format.utf8 { state = (state ^ UInt64(byte)) &* 1_099_511_628_211 }
    state ^= UInt64(number) &* 0x9E37_79B9_7F4A_7C15
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number from 0, below `bound`.
  mutating func below(_ bound: Int) -> Int { bound > 0 ? Int(next() % UInt64(bound)) : 0 }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
