import Testing

@testable import ApusCore
@testable import ApusData

@Suite struct WorkingImageTests {
  /// One step of work on an image.
  enum Step: Sendable {
    /// Adds 1 in place.
    case increment
    /// Makes an image of other rows and columns, each pixel 1 more than the old one's first.
    case replace(Int, Int)
  }

  /// However it is made, the finished image lies at the target, and nothing behind it is written
  /// to.
  @Test(
    arguments: [
      ([], [3, 2]),
      ([.increment], [3, 2]),
      ([.replace(3, 2)], [3, 2]),
      ([.replace(3, 2), .increment], [3, 2]),
      ([.increment, .replace(3, 2)], [3, 2]),
      ([.replace(3, 2), .replace(3, 2)], [3, 2]),
      ([.replace(9, 9), .replace(3, 2)], [3, 2]),
      ([.replace(9, 9), .replace(8, 8), .replace(1, 2), .replace(7, 7), .replace(2, 2)], [2, 2]),
    ] as [([Step], [Int])])
  func endsAtTheTarget(_ steps: [Step], _ size: [Int]) {
    let source = [Float](repeating: 5, count: 6)
    let count = size[0] * size[1]
    var memory = [Float](repeating: -1, count: count + 4)
    let image = WorkingImage()
    // The second image finds the memory of the first one.
    for _ in 0..<2 {
      memory.withUnsafeMutableBufferPointer { all in
        source.withUnsafeBufferPointer { old in
          image.begin(
            with: old.baseAddress!, shape: [3, 2, 1],
            target: UnsafeMutableBufferPointer(rebasing: all[0..<count]))
          for step in steps {
            switch step {
            case .increment: for place in image.pixels.indices { image.pixels[place] += 1 }
            case .replace(let height, let width):
              image.replace(height: height, width: width) { old, new in
                for place in 0..<height * width { new[place] = old[0] + 1 }
              }
            }
          }
          image.finish()
        }
      }
      #expect(image.shape == [size[0], size[1], 1])
      #expect(memory[0..<count].allSatisfy { $0 == 5 + Float(steps.count) })
      #expect(memory[count...].allSatisfy { $0 == -1 })
      #expect(source.allSatisfy { $0 == 5 })
    }
  }
}
