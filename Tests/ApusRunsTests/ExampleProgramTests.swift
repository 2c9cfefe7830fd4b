import Foundation
import Testing

/// The programs of `Examples/Programs`: each is built as a program that imports Apus, and does what
/// it says.
@Suite(.serialized) struct ExampleProgramTests {
  private static let folder = BuiltLibrary.root.appending(path: "Examples/Programs")

  /// A program, and a word of its output with the range of the number after it.
  struct Example: CustomTestStringConvertible {
    let name: String
    let word: String
    let range: ClosedRange<Double>

    var testDescription: String { name }
  }

  static let examples = [
    Example(name: "TensorBasics", word: "curvature", range: 18...18),
    Example(name: "FirstNetwork", word: "accuracy", range: 0.8...1),
    Example(name: "OwnLayer", word: "error", range: 0...0.01),
    Example(name: "OwnLearner", word: "radius", range: 0.7...1.3),
    Example(name: "OwnTable", word: "error", range: 0...0.02),
    Example(name: "OwnImages", word: "accuracy", range: 0.8...1),
    Example(name: "SavingAndServing", word: "accuracy", range: 0.9...1),
    Example(name: "FromKeras", word: "then", range: 0...1.09),
    Example(name: "TransferLearning", word: "accuracy", range: 0.8...1),
    Example(name: "CallbacksAndSchedules", word: "error", range: 0...0.03),
    Example(name: "Minimizer", word: "error", range: 0...1e-6),
    Example(name: "Autoencoder", word: "then", range: 0...250),
  ]

  @Test(arguments: examples) func buildsAndRuns(_ example: Example) throws {
    let place = CommandPlace()
    let program = place.folder[example.name]
    let file = Self.folder.appending(path: example.name + ".swift").path
    let problems = try BuiltLibrary.compile(
      [file, "-o", program, "-module-name", example.name]
        + BuiltLibrary.importArguments()
        + BuiltLibrary.linkArguments(list: place.folder["objects"]))
    try #require(!problems.contains("error: ") && !problems.contains("warning: "), "\(problems)")

    let outcome = try place.start([], program: program).outcome()
    #expect(outcome.status == 0, "\(outcome.error)")
    let words = outcome.output.split { $0 == " " || $0 == "\n" }
    let word = try #require(words.lastIndex(of: example.word[...]), "\(outcome.output)")
    let number = Double(words[word + 1]) ?? .nan
    #expect(example.range.contains(number), "\(outcome.output)")
  }

  @Test func everyProgramIsShortListedAndTested() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
    #expect(files == Self.examples.map { $0.name + ".swift" }.sorted())
    let package = try String(
      contentsOf: BuiltLibrary.root.appending(path: "Examples/Package.swift"), encoding: .utf8)
    let readme = try String(
      contentsOf: BuiltLibrary.root.appending(path: "Examples/README.md"), encoding: .utf8)
    for file in files {
      let text = try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
      #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 61, "\(file)")
      #expect(package.contains("\"\(file.dropLast(6))\""), "\(file)")
      #expect(readme.contains("Programs/\(file)"), "\(file)")
    }
  }
}
