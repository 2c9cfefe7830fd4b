import CApusKernels
import Synchronization

/// A source of random numbers that a seed determines completely.
///
/// The state is a seed and the number of the next *stream*. Every random tensor, and every number
/// drawn by host code, takes one stream of the ``Philox`` generator; so equal states give equal
/// numbers, whatever the number of threads.
///
/// ```swift
/// let weights = RandomGenerator.with(seed: 7) { Tensor.randomNormal([784, 512]) }
/// ```
///
/// May be shared between threads; then the order in which they draw decides who gets which stream.
public final class RandomGenerator: Sendable, RandomNumberGenerator {
  /// All there is to a generator: what a checkpoint keeps.
  public struct State: Sendable, Hashable, Codable {
    /// The key of the generator.
    public var seed: UInt64
    /// The stream that the next draw takes.
    public var stream: UInt64

    /// The state before draw number `stream` under `seed`.
    public init(seed: UInt64, stream: UInt64 = 0) {
      self.seed = seed
      self.stream = stream
    }
  }

  private let protected: Mutex<State>

  /// A generator at the beginning of `seed`'s streams.
  public init(seed: UInt64) { protected = Mutex(State(seed: seed)) }

  /// A generator that continues from `state`.
  public init(state: State) { protected = Mutex(state) }

  /// The state, to be kept and set again.
  public var state: State {
    get { protected.withLock { $0 } }
    set { protected.withLock { $0 = newValue } }
  }

  /// Takes a stream: the state that names it. The generator moves on to the next.
  public func nextStream() -> State {
    protected.withLock { state in
      defer { state.stream &+= 1 }
      return state
    }
  }

  // MARK: The current generator

  private static let ofProcess = RandomGenerator(seed: 0)

  /// The generator that random operations take where none is given: the innermost ``with(_:_:)``'s,
  /// else one for the whole process, which begins at seed 0, so that programs repeat unless they
  /// ask for another seed.
  public static var current: RandomGenerator { Execution.current.generator ?? ofProcess }

  /// Runs `body` with `generator` as the current one.
  public static func with<R>(_ generator: RandomGenerator, _ body: () throws -> R) rethrows -> R {
    try Execution.with({ $0.generator = generator }, body)
  }

  /// Runs `body` with a new generator for `seed` as the current one.
  public static func with<R>(seed: UInt64, _ body: () throws -> R) rethrows -> R {
    try with(RandomGenerator(seed: seed), body)
  }

  // MARK: Numbers for host code

  /// 64 random bits.
  public func next() -> UInt64 {
    let stream = nextStream()
    let words = Philox.words(seed: stream.seed, stream: stream.stream, block: 0)
    return UInt64(words.1) << 32 | UInt64(words.0)
  }

  /// A number in [0, 1), 53 bits of it random.
  public func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number in [low, high); traps where that is empty.
  public func uniform(from low: Double, to high: Double) -> Double {
    require(low < high, "uniform: the range from \(low) to \(high) is empty")
    return Swift.min(low + uniform() * (high - low), high.nextDown)
  }

  /// A normally distributed number.
  public func normal(mean: Double = 0, standardDeviation: Double = 1) -> Double {
    require(standardDeviation >= 0, "normal: a standard deviation of \(standardDeviation)")
    let stream = nextStream()
    var result = 0.0
    apus_random_normal_f64(stream.seed, stream.stream, mean, standardDeviation, 0, 1, &result)
    return result
  }

  /// A whole number in 0..<bound, each equally likely; traps where `bound` is below 1.
  public func integer(below bound: Int) -> Int {
    require(bound > 0, "integer(below:): no whole number lies below \(bound) and above -1")
    let stream = nextStream()
    var block: UInt64 = 0
    return stream.integer(below: bound, block: &block)
  }

  /// True with the given probability, 0...1.
  public func boolean(probability: Double = 0.5) -> Bool {
    require(
      probability >= 0 && probability <= 1, "boolean: a probability of \(probability), not in 0...1"
    )
    return uniform() < probability
  }

  /// The numbers 0..<count in an order each of which is equally likely (Fisher and Yates).
  public func permutation(_ count: Int) -> [Int] {
    require(count >= 0, "permutation: a count of \(count)")
    let stream = nextStream()
    var block: UInt64 = 0
    var order = Array(0..<count)
    var place = count
    while place > 1 {
      let other = stream.integer(below: place, block: &block)
      place -= 1
      order.swapAt(place, other)
    }
    return order
  }
}

extension RandomGenerator.State {
  /// A whole number in 0..<bound from this stream's blocks, `block` on (Lemire 2019).
  fileprivate func integer(below bound: Int, block: inout UInt64) -> Int {
    let count = UInt64(bound)
    let excess = (0 &- count) % count
    while true {
      let words = Philox.words(seed: seed, stream: stream, block: block)
      block += 1
      let product = (UInt64(words.1) << 32 | UInt64(words.0)).multipliedFullWidth(by: count)
      if product.low >= excess { return Int(product.high) }
    }
  }
}
