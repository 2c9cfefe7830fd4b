/// Philox4x32-10, a counter-based generator: ten rounds turn a counter into four random words, with
/// no state.
///
/// The key is a seed. The counter is a block number and a *stream*: every random tensor takes a
/// stream of its own, and any part of it can be computed by any thread.
///
/// - Source: Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3 (2011).
public enum Philox {
  /// The four words of block `block` of stream `stream` under `seed`.
  public static func words(
    seed: UInt64, stream: UInt64, block: UInt64
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    var counter = (
      UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32),
      UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)
    )
    for _ in 0..<10 {
      let first = counter.0.multipliedFullWidth(by: 0xD251_1F53)
      let second = counter.2.multipliedFullWidth(by: 0xCD9E_8D57)
      counter = (
        second.high ^ counter.1 ^ key.0, second.low, first.high ^ counter.3 ^ key.1, first.low
      )
      key.0 &+= 0x9E37_79B9
      key.1 &+= 0xBB67_AE85
    }
    return counter
  }
}
