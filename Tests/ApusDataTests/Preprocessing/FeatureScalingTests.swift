import ApusCore
import ApusData
import Testing

@Suite struct FeatureScalingTests {
  private let features = Tensor([[1, 5, 200], [3, 5, 400], [5, 5, 900]] as [[Float]])

  @Test func constantFeaturesStayFinite() {
    #expect(MinMaxScaling(fittedTo: features)(features)[.all, 1].floats == [0, 0, 0])
    #expect(MeanScaling(fittedTo: features)(features)[.all, 1].floats == [0, 0, 0])
    #expect(StandardScaling(fittedTo: features)(features)[.all, 1].floats == [0, 0, 0])
    // 0.1 is no sum of binary fractions: its mean must not differ from it all the same.
    let tenths = Tensor(repeating: 0.1, [7, 1], dtype: .float64)
    #expect(StandardScaling(fittedTo: tenths)(tenths).doubles == Array(repeating: 0, count: 7))
    #expect(UnitNormScaling()(Tensor.zeros([1, 3])).floats == [0, 0, 0])
  }

  @Test func theInverseGivesTheFeaturesBack() {
    let scalings: [any AffineScaling] = [
      MinMaxScaling(fittedTo: features), MeanScaling(fittedTo: features),
      StandardScaling(fittedTo: features),
    ]
    for scaling in scalings {
      let back = scaling.inverse(scaling(features)).floats
      #expect(zip(back, features.floats).allSatisfy { ($0 - $1).magnitude < 1e-3 })
    }
  }

  @Test func dataSetsAreScaledByTheTrainingPart() throws {
    let set = TensorDataset(features, Tensor([0, 1, 1] as [Int32]), classNames: ["a", "b"])
    let (train, test) = (set.subset([0, 2]), set.subset([1]))
    let scaling = try MinMaxScaling(fittedTo: train)
    let scaled = try test.scaled(by: scaling)
    #expect(scaled.classNames == ["a", "b"])
    let all = try scaled.all()
    #expect(all.labels.array(of: Int32.self) == [1])
    #expect(all.features.floats[0] == 0.5 && all.features.floats[1] == 0)
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = MinMaxScaling(fittedTo: Tensor.zeros([2, 3]))(Tensor.zeros([2, 4]))
    }
    await #expect(processExitsWith: .failure) { _ = FeatureStatistics(of: Tensor.zeros([0, 3])) }
  }
}
