extension CourseRow {
  /// Family C: the networks before deep learning.
  static let classical: [CourseRow] = [
    CourseRow(
      "C1", "McCulloch-Pitts neuron, simple perceptron", "S2:203–349",
      .partial(lacks: "a recipe that trains it on files"),
      types: ["McCullochPittsNeuron", "StepFunction", "Perceptron"],
      tests: ["McCullochPittsNeuronTests", "PerceptronTests", "CourseExampleTests"]),
    CourseRow(
      "C2", "Adaline / LMS", "S2:355–460, S3",
      .partial(lacks: "a recipe that trains it on files, and a drawing of the error surface"),
      types: ["Adaline", "Adaline.errorSurface", "Adaline.rateBound"],
      tests: ["AdalineTests", "GoldenClassicTests", "CourseExampleTests"]),
    CourseRow(
      "C3", "MLP with explicit backpropagation", "S2:501–1440",
      .partial(lacks: "a recipe that trains it on files"),
      types: [
        "MultilayerPerceptron", "MultilayerPerceptron.gradientsNeuronByNeuron",
        "MultilayerPerceptron.gradientsInMatrixForm",
      ], recipes: ["xor"],
      tests: ["MultilayerPerceptronTests", "GoldenClassicTests", "CourseExampleTests"]),
    CourseRow("C4", "Hopfield, discrete", "S0:4276"),
    CourseRow("C5", "Hopfield, continuous", "S0:4298"),
    CourseRow("C6", "BAM", "S0:4300"),
    CourseRow("C7", "Echo state network", "S0:4250"),
    CourseRow("C8", "Jordan and Elman networks", "S2:3598"),
    CourseRow("C9", "Self-organizing map", "S2:91"),
    CourseRow("C10", "RBF / SVM output layer", "S2:3233"),
    CourseRow("C11", "Deep belief net", "S1, S0:196"),
    CourseRow("C12", "Recursive network (RvNN)", "S0:175"),
    CourseRow("C13", "NETtalk, ALVINN, head-pose net, 8-3-8 encoder", "S2:2552–2694"),
    CourseRow("C14", "Graph network", "S0:198"),
  ]
}
