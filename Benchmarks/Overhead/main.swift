// What a primitive costs beyond its kernel: an addition of 16 floats, with and without the tape,
// and a chain of a million additions differentiated.
//
//   swift run --package-path Benchmarks -c release Overhead
import Apus

let a = Tensor(repeating: 1, [16])
let b = Tensor(repeating: 2, [16])
let clock = ContinuousClock()

/// The least nanoseconds a round over `repeats` batches of rounds.
func least(_ repeats: Int = 15, rounds: Int, _ body: () -> Void) -> Double {
  var best = Double.infinity
  for _ in 0..<repeats {
    let elapsed = clock.measure { for _ in 0..<rounds { body() } }
    best = min(best, elapsed.seconds * 1e9 / Double(rounds))
  }
  return best
}

func show(_ name: String, _ nanoseconds: Double) {
  let text = String(Int(nanoseconds.rounded()))
  print(name + String(repeating: " ", count: max(1, 52 - name.count - text.count)) + text + " ns")
}

/// The kernel alone: the same sixteen sums in a loop over memory that is already there.
func addSixteen(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ sum: UnsafeMutablePointer<Float>
) {
  for index in 0..<16 { sum[index] = a[index] + b[index] }
}
a.withElements(of: Float.self) { left in
  b.withElements(of: Float.self) { right in
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 16) { sums in
      guard let x = left.baseAddress, let y = right.baseAddress, let out = sums.baseAddress else {
        return
      }
      show("sixteen additions in a plain loop", least(rounds: 100_000) { addSixteen(x, y, out) })
    }
  }
}
show("add of 16 floats, no tape", least(rounds: 20_000) { _ = a + b })

let chain = 2_000
let taped = least(rounds: 5) {
  _ = gradient(at: a) { start in
    var value = start
    for _ in 0..<chain { value = value + b }
    return value.sum()
  }
}
show("add of 16 floats, recorded and differentiated", taped / Double(chain))

var recording = 0.0
_ = gradient(at: a) { start in
  recording = least(5, rounds: 2_000) { _ = start + b }
  return start.sum()
}
show("add of 16 floats, recorded", recording)

let million = clock.measure {
  let slope = gradient(at: Tensor(1, dtype: .float64)) { x in
    var value = x
    for _ in 0..<1_000_000 { value = value + x }
    return value
  }
  precondition(slope.item == 1_000_001)
}
print("a chain of 1,000,000 additions, differentiated: \(million.seconds) s")
