import ApusTraining

extension WorkedExample {
  /// W51: how many hidden units to begin with.
  static let hiddenSize = WorkedExample(
    "W51", given: "784 inputs, 10 outputs",
    remark: "the library rounds the geometric mean, 88.54, to a number of units",
    [
      Part("arithmetic mean", 397) {
        .number(Double(HiddenSize.arithmeticMean(inputs: 784, outputs: 10)))
      },
      Part("geometric mean", 88.54, tolerance: 0.5) {
        .number(Double(HiddenSize.geometricMean(inputs: 784, outputs: 10)))
      },
    ])

  /// W52: depth multiplies the pieces of a function.
  static let linearRegions = WorkedExample(
    "W52", given: "rectified units, one input and output: 5 layers of 10; 1 layer of 10",
    remark: "the slide's \"in total\" has to be \"in each layer\"",
    [
      Part("deep: regions, parameters", [161_051, 471]) { bounds(Array(repeating: 10, count: 5)) },
      Part("shallow: regions, parameters", [11, 31]) { bounds([10]) },
    ])

  private static func bounds(_ units: [Int]) -> CourseValue {
    CourseValue([
      RegionBound.regions(units: units), Double(RegionBound.parameterCount(units: units)),
    ])
  }
}
