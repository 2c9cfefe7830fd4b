import ApusCore
import Foundation
import Testing

/// A tensor of a golden file.
struct GoldenTensor: Decodable, Sendable {
  let shape: [Int]
  let data: [Double]
  var tensor: Tensor { Tensor(data, shape: Shape(shape)) }
  /// The same in float32.
  var single: Tensor { tensor.cast(to: .float32) }
}

private struct GoldenFile<Case: Decodable>: Decodable { let cases: [Case] }

/// The cases of a golden file.
func goldenCases<Case: Decodable>(_ file: String, as type: Case.Type) -> [Case] {
  let path = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Golden/\(file)").standardizedFileURL
  guard let data = try? Data(contentsOf: path) else { return [] }
  return (try? JSONDecoder().decode(GoldenFile<Case>.self, from: data).cases) ?? []
}

/// Whether all elements agree to `tolerance` of the greatest.
func agrees(_ found: Tensor, _ expected: Tensor, within tolerance: Double = 1e-6) -> Bool {
  guard found.shape == expected.shape else { return false }
  let scale = max(1, expected.doubles.map(abs).max() ?? 0)
  return zip(found.doubles, expected.doubles).allSatisfy { abs($0 - $1) <= tolerance * scale }
}
