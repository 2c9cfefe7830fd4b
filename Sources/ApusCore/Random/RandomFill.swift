import CApusKernels

/// Writes numbers evenly distributed over [low, high) to memory, those of the counter-based
/// generator for this seed and stream: the same on any number of threads. Up to some thousand
/// numbers are drawn on the calling thread.
package func fillUniform(
  _ target: UnsafeMutableBufferPointer<Float>, from low: Double, to high: Double, seed: UInt64,
  stream: UInt64
) {
  guard let start = target.baseAddress else { return }
  apus_random_uniform_f32(seed, stream, low, high, Int64(target.count), start)
}

/// Writes normally distributed numbers to memory; see ``fillUniform(_:from:to:seed:stream:)``.
package func fillNormal(
  _ target: UnsafeMutableBufferPointer<Float>, mean: Double, standardDeviation: Double,
  seed: UInt64, stream: UInt64
) {
  guard let start = target.baseAddress else { return }
  apus_random_normal_f32(
    seed, stream, mean, standardDeviation, 0, Int64(target.count), start)
}
