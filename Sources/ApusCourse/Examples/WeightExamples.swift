import ApusCore
import ApusNN
import ApusVision

extension WorkedExample {
  /// W41: two small kernels see as much as a large one, for fewer weights.
  static let smallKernels = WorkedExample(
    "W41", given: "64 channels in and out, no biases: two kernels of 3×3 against one of 5×5",
    [
      Part("", [73_728, 102_400]) {
        CourseValue(
          [[3, 3], [5]].map { kernels in
            let layers = kernels.map { Conv2D(64, kernel: $0, useBias: false) }
            return total(Sequential(layers), [8, 8, 64])
          })
      }
    ])

  /// W47: the network that learned to read aloud.
  static let netTalk = WorkedExample(
    "W47", given: "203 inputs, 80 hidden units, 26 outputs",
    [
      Part("parameters", 18_426) {
        .number(
          total(
            Sequential {
              Dense(80); Dense(26)
            }, [203]))
      }
    ])

  /// W53: what large inputs and large layers cost.
  static let largeNetworks = WorkedExample(
    "W53", given: "one neuron on 224×224×3; 784-2500-2000-1500-1000-500-10",
    [
      Part("weights of the neuron", 150_528) {
        .number(
          total(
            Sequential {
              Flatten(); Dense(1, useBias: false)
            }, [224, 224, 3]))
      },
      Part("parameters of the deep, big, simple net", 11_972_510) {
        .number(Double(defaultSummary(of: .deepBigSimple).total))
      },
    ])

  /// W56: nearly all weights are in one layer.
  static let sharesOfWeights = WorkedExample(
    "W56", given: "the layers with weights of the CIFAR-10 network, in % of all, cut to whole ones",
    [
      Part("", [0, 0, 1, 2, 94, 0]) {
        let summary = defaultSummary(of: .cifarCNN)
        let counts = summary.rows.map(\.parameters).filter { $0 > 0 }
        return CourseValue(counts.map { Double(100 * $0 / summary.total) })
      }
    ])

  private static func total(_ model: Sequential, _ shape: Shape) -> Double {
    Double(model.summary(shape).total)
  }
}
