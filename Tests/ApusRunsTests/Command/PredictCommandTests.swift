import Testing

/// `apus predict`.
@Suite struct PredictCommandTests {
  private let place = CommandPlace()

  @Test func namesTheMostProbableClasses() throws {
    try place.trainXOR("run", "--epochs", "400", "--set", "learningRate=0.5")
    let answers = try place.run("predict", "run", "0,1", "1,1", "--json").objects
    #expect(answers.map { $0["input"] as? String } == ["0,1", "1,1"])
    let top = try #require(answers[0]["top"] as? [[String: Any]])
    #expect(top.count == 2 && top[0]["label"] as? String == "1")
    #expect(top.reduce(0) { $0 + ($1["probability"] as? Double ?? 9) }.rounded() == 1)
    let one = try place.run("predict", "run", "0,1", "--top", "1")
    #expect(one.status == 0 && one.output.split(separator: "\n").count == 2)
    // Without dropout all answers are the same.
    let asked = try place.run("predict", "run", "0,1", "--samples", "5", "--json").object
    #expect(abs((asked["mutual_information"] as? Double) ?? 9) < 1e-6)
    #expect((asked["entropy"] as? Double ?? 0) > 0.001)
    let text = try place.run("predict", "run", "0,1", "--samples", "5").output
    #expect(text.contains("±") && text.contains("entropy"))
    try place.expectMistake(["predict", "run", "0,1", "--samples", "0"], "--samples 0")
    try place.expectMistake(["predict", "run", "0,1", "--top", "0"], "--top 0")
    try place.expectMistake(["predict", "run", "0,1,1"], "expected 2 numbers")
    try place.expectMistake(["predict", "run", "0,x"], "expected 2 numbers")
    try place.expectMistake(["predict", "run"], "inputs")
  }

  @Test func numbersMayBeginWithAMinus() throws {
    try place.trainXOR("run", "--epochs", "1")
    let inputs = ["-1.3,3.2", "-.5,-1e-3", "-0,-0", "1,-1"]
    for arguments in [
      ["run"] + inputs + ["--json", "--top", "1"], ["run", "--json", "--top", "1"] + inputs,
      ["--json", "run", "--top", "1", "--"] + inputs,
      ["--top", "1", "--json", "--", "run"] + inputs,
    ] {
      let answers = try place.run(["predict"] + arguments).objects
      #expect(answers.map { $0["input"] as? String } == inputs, "\(arguments)")
    }
    try place.expectMistake(["predict", "run", "-x"], "Unknown option '-x'")
    try place.expectMistake(["predict", "run", "0,1", "--tpo", "3"], "Unknown option '--tpo'")
    try place.expectMistake(["predict", "run", "0,1", "--tpo=3"], "Unknown option '--tpo'")
    try place.expectMistake(["predict", "run", "0,1", "--top", "-1"], "--top -1")
    try place.expectMistake(["predict", "run", "-inf,0"], "expected 2 numbers")
    try place.expectMistake(["evaluate", "-run"], "write -- before arguments that begin with -")
    #expect(try place.run("evaluate", "--", "run").status == 0)
    try place.expectMistake(
      ["train", "xor", "--class-weights", "-1,2", "--out", "other"], "-1")
  }

  @Test func scoresAreNoProbabilities() throws {
    try place.run("train", "perceptron", "--dataset", "and", "--epochs", "1", "--out", "scores")
    let answer = try place.run("predict", "scores", "0,1", "--json").object
    #expect((answer["top"] as? [[String: Any]])?.first?["score"] is Double)
    try place.expectMistake(["predict", "scores", "0,1", "--samples", "5"], "gives scores")
  }

  @Test func mistakes() throws {
    try place.trainXOR("run", "--epochs", "1")
    try place.expectMistake(
      ["predict", "run", "1,0", "--samples", "99999999"], "expected a whole number from 1 to")
    try place.expectMistake(["predict", "/etc/hostname", "x.png"], "/etc/hostname", status: 1)
    try place.expectMistake(["predict", "/nowhere", "0,1"], "/nowhere", status: 1)
  }
}
