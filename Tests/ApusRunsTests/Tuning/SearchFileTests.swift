import Apus
import ApusFiles
import ApusRuns
import Foundation
import Testing

@Suite struct SearchFileTests {
  private func space(_ text: String, _ recipe: Recipe = .mnistMLP) throws -> SearchSpace {
    try SearchFile(parsing: text, path: "s.yaml", for: recipe).space
  }

  @Test func everyFormIsRead() throws {
    let space = try space(
      """
      learningRate: {log: [1e-4, 1e-1], levels: 4}
      dropout:
        range: [0, 0.5]
        step: 0.1
      hidden: {log: [64, 1024], step: 2}
      batchSize: [32, 128]
      accumulate: [1, 4]
      optimizer: [sgd, adam]
      momentum: {range: [0, 0.95], when: {optimizer: [sgd]}}
      weightDecay: {choices: [0, 1e-4], when: {optimizer: adam}}
      layers: 2
      """)
    #expect(
      space.hyperparameters == [
        .real("learningRate", 1e-4...1e-1, scale: .logarithmic, levels: 4),
        .real("dropout", 0...0.5, step: 0.1),
        .integer("hidden", 64...1024, scale: .logarithmic, step: 2),
        .choice("batchSize", [32, 128]), .choice("accumulate", [1, 4]),
        .choice("optimizer", ["SGD", "Adam"]),
        .real("momentum", 0...0.95, when: .init("optimizer", ["SGD"])),
        .choice("weightDecay", [0, 1e-4], when: .init("optimizer", ["Adam"])),
        .choice("layers", [2]),
      ])
    #expect(space.hyperparameters.filter(\.isFixed).map(\.name) == ["layers"])
    let values = space.values(at: [0.5, 0.99, 0.3, 0.9, 0.9, 0.1, 0.5, 0.5, 0])
    #expect(values["hidden"] == 128 && values["weightDecay"] == nil)
    #expect(values["dropout"]?.plainText == "0.5" && values["optimizer"] == "SGD")
  }

  @Test(arguments: [
    (
      "learningRat: [0.1]",
      "s.yaml:1:1: unknown setting 'learningRat'; did you mean 'learningRate'?"
    ),
    ("hidden: [64, x]", "s.yaml:1:14: hidden[1]: \"x\" is not possible; expected a whole number"),
    ("hidden: [64]\nlearningRate: {log: [0, 0.1]}", "s.yaml:2:22: log[0]: 0 is not possible"),
    ("learningRate: {log: [0.1]}", "expected [low, high]"),
    ("learningRate: {log: [0.1, 1], range: [0.1, 1]}", "expected one of range"),
    ("learningRate: {logs: [0.1, 1]}", "unknown key"),
    ("learningRate: {}", "expected one of range"),
    ("learningRate: {log: [0.1, 0.01]}", "from 0.1 to 0.01 is no range"),
    ("learningRate: {log: [0.1, 1], step: 0.5}", "a factor above 1"),
    ("learningRate: {log: [0.1, 1], step: x}", "s.yaml:1:37"),
    ("learningRate: {log: [0.1, 1], levels: 1}", "levels"),
    ("learningRate: [0.1, 1000]", "0 to 100"),
    ("layers: []", "no values"),
    ("hidden: [64, 64]", "twice"),
    ("hidden:", "s.yaml:1"),
    ("optimizer: {range: [1, 2]}", "s.yaml:1:20"),
    ("optimizer: [sgd, adm]", "\"adm\" is not possible"),
    ("momentum: {range: [0, 0.9], when: {optimizer: sgd}}", "must come before"),
    (
      "optimizer: [adam]\nmomentum: {range: [0, 0.9], when: {optimizer: sgd}}",
      "none of its choices"
    ),
    ("optimizer: [sgd]\nmomentum: {range: [0, 0.9], when: [sgd]}", "s.yaml:2"),
    ("optimizer: [sgd]\nmomentum: {range: [0, 0.9], when: {optimizr: sgd}}", "did you mean"),
    ("dataset: [mnist]", "--dataset"),
    ("epochs: [1, 2]", "--epochs"),
    ("seed: [1, 2]", "--seed"),
    ("batchSize: [0]", "batchSize"),
    ("", "holds nothing"),
    ("- 1", "s.yaml:1:1"),
    ("hidden: [64", "not YAML"),
  ])
  func mistakesNameTheirPlace(_ text: String, _ part: String) {
    do {
      _ = try space(text)
      Issue.record("no error: \(text)")
    } catch {
      let message = "\(error)"
      #expect(error is FileError && message.contains(part), "\(text): \(message)")
      #expect(message.hasPrefix("s.yaml:") && !message.contains("\n"), "\(message)")
    }
  }
}
