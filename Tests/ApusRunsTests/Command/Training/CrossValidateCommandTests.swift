import Testing

/// `apus cross-validate`.
@Suite struct CrossValidateCommandTests {
  private let place = CommandPlace()

  @Test func givesMeanAndDeviation() throws {
    let done = try place.run(
      "cross-validate", "xor", "--folds", "2", "--epochs", "2", "--out", "folds", "--json")
    let last = try #require(try done.objects.last, "\(done.error)")
    #expect(last["folds"] as? Int == 2)
    let mean = try #require((last["mean"] as? [String: Double])?["accuracy"])
    let parts = try done.objects.filter { $0["event"] as? String == "part" }
    let accuracies = parts.compactMap { $0["accuracy"] as? Double }
    #expect(accuracies.count == 2 && accuracies.reduce(0, +) / 2 == mean)
    let again = try place.run("cross-validate", "--resume", "folds", "--json")
    #expect(again.status == 0, "\(again.error)")
    #expect(again.output.split(separator: "\n").last == done.output.split(separator: "\n").last)
    try place.expectMistake(
      ["cross-validate", "--resume", "folds", "--epochs", "3"], "give it alone")
    try place.expectMistake(
      ["cross-validate", "xor", "--folds", "2", "--out", "folds"], "folds is in use already",
      status: 1)
    // A run that is no cross-validation cannot be gone on with as one.
    try place.expectMistake(
      ["cross-validate", "xor", "--folds", "2", "--out", "folds/fold-1"],
      "folds/fold-1 already holds a run; go on with it by `apus train", status: 1)
  }

  @Test(arguments: [
    ["--leave-one-out"], ["--bootstrap", "2"], ["--unstratified", "--folds", "2"],
  ])
  func otherWaysToDivide(_ options: [String]) throws {
    let done = try place.run(
      ["cross-validate", "xor", "--epochs", "1", "--out", "parts"] + options)
    #expect(done.status == 0 && done.output.contains(" ± "), "\(done.error)")
  }

  @Test(arguments: [
    (["xor", "--folds", "9"], "expected 2 to 4", Int32(2)),
    (["xor", "--folds", "0"], "--folds 0", 2),
    (["xor", "--bootstrap", "0"], "--bootstrap 0", 2),
    (["xor", "--folds", "2", "--leave-one-out"], "choose one", 2),
    (["xor", "--validation", "0.5"], "leave validation and fold out", 2),
    (["--resume", "/nowhere"], "is not a cross-validation", 1), ([], "no recipe is named", 2),
    (["xor", "--out", ""], "--out is empty", 2),
    (["linear-regions"], "is a sweep, which makes a table", 2),
  ])
  func mistakes(_ arguments: [String], _ part: String, _ status: Int32) throws {
    try place.expectMistake(["cross-validate"] + arguments, part, status: status)
  }
}
