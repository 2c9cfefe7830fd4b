import ApusTestSupport
import Foundation
import Testing

/// Every example of README.md, of the pages in `docs`, of the articles and of the sources'
/// documentation, checked by the compiler.
///
/// An example is the body of a function. What it uses without having made it is a parameter of that
/// function: there is one list of them for all examples, so a name means the same everywhere.
@Suite struct DocumentationTests {
  private let place = TemporaryFolder()

  /// What examples may use without having made it.
  private static let parameters = [
    "model: Sequential", "other: Sequential", "layer: Dense", "trainer: Trainer",
    "history: History",
    "optimizer: Adam", "loss: Loss", "matrix: ConfusionMatrix",
    "train: any Dataset", "test: any Dataset", "parameters: [Parameter]", "gradients: [Tensor]",
    "images: Tensor", "labels: Tensor", "features: Tensor", "inputs: Tensor", "targets: Tensor",
    "weights: Tensor", "filter: Tensor", "image: Tensor", "signal: Tensor", "series: Tensor",
    "gamma: Tensor", "beta: Tensor", "q: Tensor", "k: Tensor", "v: Tensor", "w: Tensor",
    "x: Tensor", "y: Tensor", "t: Tensor",
    "names: [String]", "truth: [Int]", "guesses: [Int]", "scores: [Double]", "values: [Double]",
  ]

  private struct Example {
    let file: String
    let line: Int
    let lines: [Substring]
  }

  private static let root = BuiltLibrary.root

  /// The files below a folder with one of these endings, by their paths from the root.
  private func files(_ folder: String, _ ending: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: Self.root.path + "/" + folder).sorted()
      .filter { $0.hasSuffix(ending) }.map { folder + "/" + $0 }
  }

  /// The blocks between ```` ```swift ```` and ```` ``` ````, in comments behind `///`.
  private func examples(_ file: String) throws -> [Example] {
    let text = try String(contentsOf: Self.root.appending(path: file), encoding: .utf8)
    let isSource = file.hasSuffix(".swift")
    var examples: [Example] = []
    var block: (line: Int, lines: [Substring])?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      var line = line
      if isSource {
        line = line.drop { $0 == " " }
        guard line.hasPrefix("///") else { continue }
        line = line.dropFirst(3)
        if line.hasPrefix(" ") { line = line.dropFirst() }
      }
      if line == "```swift" {
        block = (index + 2, [])
      } else if line == "```", let ended = block {
        examples.append(Example(file: file, line: ended.line, lines: ended.lines))
        block = nil
      } else if !line.hasPrefix("import Apus") {
        block?.lines.append(line)
      } else {
        block?.line += 1
      }
    }
    return examples
  }

  @Test func everyExampleCompiles() throws {
    let pages =
      ["README.md", "CONTRIBUTING.md"] + (try files("docs", ".md") + files("Sources", ".md"))
    let examples = try (pages + files("Sources", ".swift")).flatMap { try self.examples($0) }
    #expect(examples.count > 150)
    var source = ["import Apus", "import ApusCommand", "import Foundation"]
    for (number, example) in examples.enumerated() {
      source.append(
        "func example\(number)(\(Self.parameters.joined(separator: ", "))) throws { do {")
      // So that messages name the page.
      source.append("#sourceLocation(file: \"\(example.file)\", line: \(example.line))")
      source += example.lines.map(String.init)
      source.append("#sourceLocation()")
      source.append("} }")
    }
    let output = try compilerOutput(source.joined(separator: "\n"))
    let errors = output.split(separator: "\n").filter { $0.contains(": error: ") }
    #expect(errors.isEmpty, "\(errors.joined(separator: "\n"))")
  }

  /// What the compiler says of a file.
  private func compilerOutput(_ source: String) throws -> String {
    let file = place["examples.swift"]
    try source.write(toFile: file, atomically: true, encoding: .utf8)
    return try BuiltLibrary.compile(
      ["-typecheck", "-suppress-warnings"] + BuiltLibrary.importArguments() + [file])
  }

  /// The reference of the modules that have articles is built without warnings: every link in it
  /// leads somewhere.
  @Test(arguments: ["Apus", "ApusCommand"]) func referenceIsBuiltWithoutWarnings(
    _ module: String
  ) throws {
    let graphs = place["graphs"]
    try FileManager.default.createDirectory(atPath: graphs, withIntermediateDirectories: true)
    #if arch(arm64)
      let target = "aarch64-unknown-linux-gnu"
    #else
      let target = "x86_64-unknown-linux-gnu"
    #endif
    let extraction = try BuiltLibrary.output(
      of: "swift-symbolgraph-extract",
      [
        "-module-name", module, "-minimum-access-level", "public", "-target", target,
        "-output-dir", graphs,
      ] + BuiltLibrary.importArguments())
    #expect(!extraction.contains("error: "), "\(extraction)")
    let catalogue = Self.root.appending(path: "Sources/\(module)/\(module).docc").path
    let output = try BuiltLibrary.output(
      of: "docc",
      [
        "convert", catalogue, "--additional-symbol-graph-dir", graphs, "--output-dir",
        place["archive"],
      ])
    #expect(!output.contains("warning: ") && !output.contains("error: "), "\(output)")
  }

  /// What NumPy, PyTorch and Keras call a tensor's operations is told the name that it has here.
  @Test func otherLibrariesNamesAreTold() throws {
    let names = """
      x.relu(); x.softmax(); x.exp(); x.pow(2); x.matmul(y); x.reshape(2, 3); x.view(-1); \
      x.flatten();
      x.T; x.transpose(); x.permute(1, 0); x.expandDims(0); x.unsqueeze(0); x.squeeze(); x.size; \
      x.ndim;
      Tensor.rand(2, 3); Tensor.arange(10); Tensor.linspace(0, 1, 5); Tensor.eye(3); \
      Tensor.full([2], 3);
      Tensor.cat([x, y]); cat([x, y], dim: 1); concatenate([x, y]); Tensor.stack([x, y]); diag(x);
      x.clip(0, 1); Tensor.where(x, x, y); x.astype(.float32); x.detach(); stopGradient(x); \
      x.numel();
      x.std(); x.cumsum(0); x.sum(1); x.mean(axis: [0, 1]); x > 0; x == y; x.numpy()
      """.split { $0 == ";" || $0 == "\n" }.map { $0.drop { $0 == " " } }
    let lines = names.map { "_ = \($0)" }
    let source =
      ["import Apus", "func names(x: Tensor, y: Tensor) {"] + lines + ["}"]
    let errors = try compilerOutput(source.joined(separator: "\n")).split(separator: "\n")
      .filter { $0.contains(": error: ") }
    for (index, name) in names.enumerated() {
      let own = errors.filter { $0.contains(".swift:\(index + 3):") }
      let isTold = own.contains { error in
        ["has been renamed to", "has been replaced by", "is unavailable: "].contains {
          error.contains($0)
        }
      }
      #expect(isTold, "\(name): \(own)")
    }
  }

  /// Links from page to page lead to files that are there.
  @Test func everyLinkLeadsSomewhere() throws {
    let link = /\]\((?<target>[^)#\s]+)(#[^)]*)?\)/
    for page in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Examples/README.md"]
      + (try files("docs", ".md"))
    {
      let url = Self.root.appending(path: page)
      for match in try String(contentsOf: url, encoding: .utf8).matches(of: link) {
        let target = String(match.target)
        guard !target.hasPrefix("http") else { continue }
        let path = url.deletingLastPathComponent().appending(path: target).path
        #expect(FileManager.default.fileExists(atPath: path), "\(page): \(target)")
      }
    }
  }
}
