import Testing

@testable import ApusData

struct StrokesTests {
  @Test func theSameForASeedWhateverTheCount() {
    let some = Strokes.images(count: 620, seed: 3)
    let more = Strokes.images(count: 1300, seed: 3)
    let other = Strokes.images(count: 620, seed: 4)
    #expect((0..<620).allSatisfy { some.image(at: $0) == more.image(at: $0) })
    #expect((0..<620).allSatisfy { some.image(at: $0) != other.image(at: $0) })
    #expect(Strokes.images(count: 0, seed: 3).count == 0)
  }

  @Test func everyClassIsDrawnInsideTheImage() {
    let set = Strokes.images(count: 1000, seed: 5)
    #expect((0..<1000).allSatisfy { set.label(at: $0) == $0 % 10 })
    for index in 0..<1000 {
      let pixels = set.image(at: index).pixels
      let ink = pixels.reduce(0) { $0 + Int($1) } / 255
      #expect((15...330).contains(ink), "image \(index) has ink \(ink)")
      #expect(pixels.max() ?? 0 > 150)
    }
  }

  /// Nearest mean of each class: far better than chance, far from perfect.
  @Test func classesAreAlikeButNotTrivial() throws {
    let train = try Strokes.images(count: 3000, seed: 1).all().features.floats
    let test = try Strokes.images(count: 500, seed: 2).all().features.floats
    var means = [[Float]](repeating: [Float](repeating: 0, count: 784), count: 10)
    for (at, value) in train.enumerated() { means[at / 784 % 10][at % 784] += value / 300 }
    let right = (0..<500).count { image in
      let distances = means.map { mean in
        (0..<784).reduce(Float(0)) { sum, at in
          let difference = test[image * 784 + at] - mean[at]
          return sum + difference * difference
        }
      }
      return distances.firstIndex(of: distances.min() ?? 0) == image % 10
    }
    #expect((250...450).contains(right), "\(right) of 500")
  }

  @Test func theSet() throws {
    let splits = try NamedDataset.strokes.load()
    #expect(splits.train.count == NamedDataset.strokes.trainCount)
    #expect(splits.test.count == NamedDataset.strokes.testCount)
    #expect(splits.train.featureShape == NamedDataset.strokes.featureShape)
  }
}
