import Apus
import ArgumentParser

/// What is said of another program's network where its file does not say it.
struct ForeignOptions: ParsableArguments {
  @Option(
    name: [.customLong("input-shape")],
    help: ArgumentHelp(
      "For .onnx, .keras and .h5: the shape of one example, as in 32x32x3, where it is open.",
      valueName: "shape"))
  var inputShape: String?

  @Option(
    name: .customLong("output"),
    help: ArgumentHelp(
      "For .onnx: the output that is wanted, where there are several.", valueName: "name"))
  var output: String?

  @Option(
    name: .customLong("input-range"), parsing: .unconditional,
    help: ArgumentHelp(
      "For .onnx, .keras and .h5: how the network wants pixels: 0..1, 0..255 or -1..1.",
      valueName: "from..to"))
  var inputRange: String?

  @Option(
    name: .customLong("mean"), parsing: .unconditional,
    help: ArgumentHelp(
      "Likewise what is subtracted then, one number or one a channel.", valueName: "m,m,m"))
  var mean: String?

  @Option(
    name: .customLong("std"), parsing: .unconditional,
    help: ArgumentHelp("Likewise what is divided by last.", valueName: "s,s,s"))
  var deviation: String?

  @Option(
    name: .customLong("classes"),
    help: ArgumentHelp(
      "For .onnx, .keras and .h5: what the classes are called, in order.", valueName: "a,b,…"))
  var classes: String?

  @Option(
    name: .customLong("meaning"),
    help: ArgumentHelp(
      """
      For .onnx, .keras and .h5: what the output is, where that is not found out: \
      \(OutputMeaning.allCases.map(\.rawValue).joined(separator: ", ")).
      """,
      valueName: "what"))
  var meaning: String?

  /// The options that are given, by name.
  var given: [String: Bool] {
    [
      "--input-shape": inputShape != nil, "--output": output != nil,
      "--input-range": inputRange != nil,
      "--mean": mean != nil, "--std": deviation != nil, "--classes": classes != nil,
      "--meaning": meaning != nil,
    ]
  }

  /// What they say.
  func options() throws -> ImportOptions {
    var options = ImportOptions()
    options.inputShape = try inputShape.map { try shape($0, option: "--input-shape") }
    options.output = output
    options.pixels.range = try inputRange.map(range)
    options.pixels.mean = try mean.map { try numbers($0, "--mean") }
    options.pixels.deviation = try deviation.map { try numbers($0, "--std") }
    if let values = options.pixels.deviation, values.contains(where: { $0 <= 0 }) {
      throw UsageError("--std \(deviation ?? ""): expected numbers above 0")
    }
    if let classes {
      let names = classes.split(separator: ",", omittingEmptySubsequences: false).map {
        String($0.drop { $0 == " " })
      }
      guard !names.contains(""), Set(names).count == names.count else {
        throw UsageError("--classes \(classes): expected different names, separated by commas")
      }
      options.classes = names
    }
    options.meaning = try meaning.map { text in
      guard let found = OutputMeaning(rawValue: text) else {
        let names = OutputMeaning.allCases.map(\.rawValue)
        throw UsageError("--meaning \(text)\(suggestion(for: text, among: names))")
      }
      return found
    }
    return options
  }

  private func range(_ text: String) throws -> ClosedRange<Double> {
    let ends = text.replacing("...", with: "..").split(
      separator: "..", omittingEmptySubsequences: false
    ).map { Double($0) }
    guard ends.count == 2, let low = ends[0], let high = ends[1], low < high, low.isFinite,
      high.isFinite
    else { throw UsageError("--input-range \(text): expected two numbers, as in 0..255") }
    return low...high
  }

  private func numbers(_ text: String, _ option: String) throws -> [Double] {
    let values = text.split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0.drop { $0 == " " })
    }
    let known = values.compactMap { $0 }
    guard known.count == values.count, known.allSatisfy(\.isFinite) else {
      throw UsageError("\(option) \(text): expected numbers separated by commas")
    }
    return known
  }
}
