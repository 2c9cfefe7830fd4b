import ApusClassic

extension CourseRow {
  /// Family C: the networks before deep learning.
  static let classical: [CourseRow] = [
    CourseRow(
      "C1", "McCulloch-Pitts neuron, simple perceptron", "S2:203–349", .works,
      types: ["McCullochPittsNeuron", "StepFunction", "Perceptron", "Chart.decisionRegions"],
      tests: [
        "McCullochPittsNeuronTests", "PerceptronTests", "ClassicRecipesTests",
        "DecisionRegionsTests", "CourseExampleTests",
      ]),
    CourseRow(
      "C2", "Adaline / LMS", "S2:355–460, S3", .works,
      types: ["Adaline", "Adaline.errorSurface", "Adaline.rateBound", "Chart.errorSurface"],
      tests: [
        "AdalineTests", "GoldenClassicTests", "ClassicRecipesTests", "ErrorSurfaceTests",
        "CourseExampleTests",
      ]),
    CourseRow(
      "C3", "MLP with explicit backpropagation", "S2:501–1440", .works,
      types: [
        "MultilayerPerceptron", "MultilayerPerceptron.gradientsNeuronByNeuron",
        "MultilayerPerceptron.gradientsInMatrixForm", "ExplicitPerceptron", "customGradient",
      ],
      tests: [
        "MultilayerPerceptronTests", "ExplicitPerceptronTests", "GoldenClassicTests",
        "ClassicRecipesTests", "CourseExampleTests",
      ]),
    CourseRow("C4", "Hopfield, discrete", "S0:4276"),
    CourseRow("C5", "Hopfield, continuous", "S0:4298"),
    CourseRow("C6", "BAM", "S0:4300"),
    CourseRow("C7", "Echo state network", "S0:4250"),
    CourseRow("C8", "Jordan and Elman networks", "S2:3598"),
    CourseRow("C9", "Self-organizing map", "S2:91"),
    CourseRow(
      "C10", "RBF / SVM output layer", "S2:3233", .works,
      types: ["RBFOutput", "hinge", "squaredHinge", "categoricalHinge"],
      tests: ["OutputLayerTests", "ClassicRecipesTests"]),
    CourseRow("C11", "Deep belief net", "S1, S0:196"),
    CourseRow("C12", "Recursive network (RvNN)", "S0:175"),
    CourseRow("C13", "NETtalk, ALVINN, head-pose net, 8-3-8 encoder", "S2:2552–2694"),
    CourseRow("C14", "Graph network", "S0:198"),
  ]
}
