import ApusCore
import Testing

@testable import ApusData

@Suite struct BatchMixingTests {
  private func mixed(_ mixing: any BatchMixing, seed: UInt64 = 1) -> any Dataset {
    AugmentationTests.dataset().augmented(by: Augmentation(seed: seed, [], mixing: mixing))
  }

  @Test func classesBecomeDistributions() throws {
    let set = mixed(MixUp())
    #expect(set.labelType == .values([3]))
    #expect(set.classNames == ["a", "b", "c"])
    let labels = try set.batch(at: Array(0..<50)[...], epoch: 2).labels
    #expect(labels.shape == [50, 3] && labels.dtype == .float32)
    for row in 0..<50 {
      let shares = labels.floats[3 * row..<3 * row + 3]
      #expect(abs(shares.reduce(0, +) - 1) < 1e-6 && shares.allSatisfy { $0 >= 0 })
      // Its own class and that of the example before it.
      let own = shares[3 * row + row % 3]
      let other = shares[3 * row + (row + 49) % 50 % 3]
      #expect(row == 0 || abs(own + other - 1) < 1e-6)
    }
  }

  @Test func mixUpMixesPixelsAsLabels() throws {
    let plain = try AugmentationTests.dataset().batch(at: [5, 9, 13]).features.floats
    let batch = try mixed(MixUp(alpha: 1)).batch(at: [5, 9, 13], epoch: 0)
    let (features, labels) = (batch.features.floats, batch.labels.floats)
    for (row, position) in [5, 9, 13].enumerated() {
      let share = labels[3 * row + position % 3]
      for at in 0..<429 {
        let expected =
          share * plain[429 * row + at] + (1 - share) * plain[429 * ((row + 2) % 3) + at]
        #expect(abs(features[429 * row + at] - expected) < 1e-6)
      }
    }
  }

  @Test func cutMixCutsRectanglesByTheirShare() throws {
    let positions = Array(0..<50)[...]
    let plain = try AugmentationTests.dataset().batch(at: positions).features.floats
    let batch = try mixed(CutMix()).batch(at: positions, epoch: 0)
    let (features, labels) = (batch.features.floats, batch.labels.floats)
    var changed = 0
    for row in 1..<50 {
      let cut = (0..<143).filter { pixel in
        let place = (143 * row + pixel) * 3
        return features[place..<place + 3] != plain[place..<place + 3]
      }
      for pixel in cut {
        let (place, other) = ((143 * row + pixel) * 3, (143 * (row - 1) + pixel) * 3)
        #expect(Array(features[place..<place + 3]) == Array(plain[other..<other + 3]))
      }
      let (lines, columns) = (Set(cut.map { $0 / 13 }), Set(cut.map { $0 % 13 }))
      #expect(cut.count == lines.count * columns.count)
      let share: Float = 1 - Float(cut.count) / 143
      #expect(abs(labels[3 * row + row % 3] - share) < 1e-6)
      changed += cut.isEmpty ? 0 : 1
    }
    #expect(changed > 35)
  }

  @Test func valuesAreMixed() throws {
    let set = TensorDataset(
      features: [0, 1, 0, 1], shape: [1, 2, 1], values: [10, 20], valueShape: [])
    let augmented = set.augmented(by: Augmentation(seed: 4, [], mixing: MixUp(alpha: 1)))
    #expect(augmented.labelType == .values([]))
    let values = try augmented.batch(at: [0, 1], epoch: 0).labels
    #expect(values.shape == [2])
    #expect(values.floats.allSatisfy { 10 < $0 && $0 < 20 })
    let all = try augmented.all()
    #expect(all.labels.floats == values.floats)
  }

  @Test func theSameBatchesWithAnyPrefetch() throws {
    for mixing in [MixUp(), CutMix()] as [any BatchMixing] {
      let set = mixed(mixing)
      func batches(prefetch: Int, from first: Int) throws -> [[Float]] {
        let stream = DataLoader(set, batchSize: 8, shuffleSeed: 1, prefetch: prefetch)
          .batches(epoch: 3, from: first)
        var batches: [[Float]] = []
        while let batch = try stream.next() {
          batches.append(batch.features.floats + batch.labels.floats)
        }
        return batches
      }
      let all = try batches(prefetch: 0, from: 0)
      #expect(try batches(prefetch: 3, from: 0) == all)
      #expect(try batches(prefetch: 2, from: 4) == Array(all[4...]))
    }
  }
}
