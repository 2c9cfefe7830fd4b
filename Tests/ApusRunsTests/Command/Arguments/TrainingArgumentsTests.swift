import Testing

@testable import ApusCommand

/// What `apus train` and its relatives can be told.
@Suite struct TrainingArgumentsTests {
  private let place = CommandPlace()

  @Test func optionsReachTheRun() throws {
    try place.trainXOR(
      "run", "--epochs", "2", "--batch-size", "2", "--seed", "7", "--set", "hidden=3", "--metrics",
      "f1,auc", "--clip", "norm=1", "--accumulate", "2", "--class-weights", "1,2", "--validation",
      "0.5", "--unstratified", "--checkpoint-every", "1", "--callback", "CSVLogger", "--callback",
      "EarlyStopping:patience=3")
    let file = try #require(place.folder.contents("run/config.yaml"))
    let text = String(decoding: file, as: UTF8.self)
    for line in [
      "epochs: 2", "batchSize: 2", "seed: 7", "  hidden: 3", "accumulate: 2", "validation: 0.5",
      "unstratified: true", "checkpointEvery: 1", "classWeights: [1, 2]",
    ] { #expect(text.contains(line + "\n"), "\(line)") }
    for word in ["f1Score", "auc", "norm", "CSVLogger", "patience"] {
      #expect(text.contains(word), "\(word)")
    }
  }

  @Test(arguments: [
    (["mnist-mpl"], "did you mean 'mnist-mlp'?"), ([], "no recipe is named"),
    (["xor", "--set", "learning_rat=1"], "did you mean 'learningRate'?"),
    (["xor", "--set", "learningRate=-1"], "learningRate=-1"),
    (["xor", "--set", "learningRate"], "key=value"), (["xor", "--set", "=1"], "key=value"),
    (["xor", "--batch-size", "0"], "--batch-size 0"),
    (["xor", "--batch-size", "half"], "expected at least 1, or full"),
    (["xor", "--epochs", "many"], "many"), (["xor", "--epochs", "-1"], "--epochs -1"),
    (["xor", "--seed", "-1"], "--seed -1: -1 is not a whole number"),
    (["xor", "--data", ""], "--data"),
    (["xor", "--set", "rateDecay=-1"], "rateDecay=-1"),
    (["xor", "--accumulate", "0"], "--accumulate 0"),
    (["xor", "--checkpoint-every", "0"], "--checkpoint-every 0"),
    (["xor", "--set", "optimizer=adam", "--set", "momentum=0.5"], "momentum"),
    (["mnist-mlp", "--dataset", "sonar"], "expected one of mnist"),
    (["adaline", "--dataset", "and", "--set", "dataset=xor"], "dataset is given twice"),
    (["xor", "--callback", "Earlystop"], "did you mean 'EarlyStopping'?"),
    (["xor", "--callback", "EarlyStopping:patience=x"], "it must be a whole number"),
    (["xor", "--callback", "EarlyStopping:patience"], "is not key=value"),
    (["xor", "--callback", ""], "a name is missing"),
    (["xor", "--callback", "GeneralizationLoss:limit=1,monitor=accuracy"], "a loss"),
    (["xor", "--metrics", "f1,f1"], "f1Score is given twice"),
    (["xor", "--metrics", "mse"], "a figure of values"),
    (["xor", "--clip", "1"], "one of value, norm, globalNorm"),
    (["xor", "--class-weights", "1,2,3"], "3 class weights"),
    (
      ["xor", "--class-weights", "2=1"], "no class '2' to weight; expected some of 0, 1, or 0 to 1"
    ),
    (["xor", "--class-weights", "0=1,0=2"], "the class 0 has two weights"),
    (["xor", "--class-weights", "0=1,2"], "'2' is no weight of a class; expected class=number"),
    (["xor", "--validation", "2"], "--validation 2"),
    (["xor", "--augment", "RandomRotation:degrees=5"], "is for images"),
    (["xor", "--set", "optimizer=adam:beta=1"], "no setting \"beta\""),
    (["xor", "--set", "schedule=cosinedecay"], "decaySteps is missing"),
  ])
  func mistakes(_ arguments: [String], _ part: String) throws {
    try place.expectMistake(["train"] + arguments, part)
  }
}
