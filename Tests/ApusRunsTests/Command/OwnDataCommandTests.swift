import ApusData
import ApusInterop
import Foundation
import Testing

/// `apus train`, `predict` and `evaluate` on tables and photographs of the user's own.
@Suite struct OwnDataCommandTests {
  private let place = CommandPlace()

  /// Rows whose class is yes where `size` is above 30, and whose `price` grows with it.
  private func writeTable() throws {
    let rows = (0..<60).map { row in
      let (colour, isBig) = (["red", "green"][row % 2], row > 30 ? "yes" : "no")
      return "\(colour),\(row),\(Double(row % 7) / 2),\(row * 3),\(isBig)"
    }
    try place.folder.write(
      (["colour,size,weight,price,big"] + rows).joined(separator: "\n"), to: "rows.csv")
  }

  private func train(_ out: String, _ options: String...) throws {
    let outcome = try place.run(
      ["train", "tabular", "--data", "rows.csv", "--json", "--out", out] + options)
    #expect(outcome.status == 0, "\(outcome.error)")
  }

  @Test func rowsAreReadByTheNamesOfTheirColumns() throws {
    try writeTable()
    try train("run", "--set", "target=price", "--set", "ignore=big", "--epochs", "3")
    try place.folder.write("colour,size,weight\nred,12,1.5\n", to: "plain.csv")
    try place.folder.write("weight,colour,size\n1.5,red,12\n", to: "shuffled.csv")
    try place.folder.write("x,weight,price,colour,size\n7,1.5,2,red,12\n", to: "more.csv")
    func price(_ file: String) throws -> Double {
      try #require(try place.run("predict", "run", file, "--json").object["price"] as? Double)
    }
    let expected = try price("plain.csv")
    #expect(abs(try price("shuffled.csv") - expected) < 1e-4 * abs(expected))
    #expect(abs(try price("more.csv") - expected) < 1e-4 * abs(expected))
    #expect(try place.run("predict", "run", "more.csv").error.contains("'x'"))
    #expect(try place.run("predict", "run", "plain.csv").error.isEmpty)
    try place.folder.write("colour,size\nred,12\n", to: "fewer.csv")
    try place.expectMistake(
      ["predict", "run", "fewer.csv"], "fewer.csv: has no column 'weight'", status: 1)
    try place.folder.write("colour,size,weight\nred,twelve,1.5\n", to: "text.csv")
    try place.expectMistake(
      ["predict", "run", "text.csv"], "text.csv:2, column 2 'size': 'twelve'", status: 1)
    try place.folder.write("colour,size,weight\n", to: "none.csv")
    try place.expectMistake(["predict", "run", "none.csv"], "holds no rows", status: 1)
    try place.expectMistake(
      ["predict", "run", "none.csv", "--out", "none.npy"], "holds no rows", status: 1)
    try place.expectMistake(
      ["predict", "run", "plain.csv", "--ignore-orientation"], "of photographs")
  }

  @Test func whatTrainingDidNotKnowIsSaid() throws {
    try writeTable()
    try train("run", "--set", "target=price", "--set", "ignore=big", "--epochs", "3")
    try place.folder.write(
      "colour,size,weight\nblue,12,1.5\n,12,1.5\nred,,1.5\n", to: "odd.csv")
    let outcome = try place.run("predict", "run", "odd.csv", "--out", "answers.csv")
    #expect(outcome.status == 0, "\(outcome.error)")
    let notes = outcome.error.split(separator: "\n")
    #expect(notes.count == 3 && notes.allSatisfy { $0.hasPrefix("apus: odd.csv: column") })
    #expect(notes.first?.contains("'blue'") == true)
    let text = String(decoding: try #require(place.folder.contents("answers.csv")), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 4 && lines[0] == "input,price" && lines[3].hasPrefix("odd.csv:3,"))
    // Batches of one give the same answers, and the notes once.
    let again = try place.run(
      "predict", "run", "odd.csv", "--out", "again.csv", "--batch-size", "1")
    #expect(again.error == outcome.error)
    let npy = try place.run("predict", "run", "odd.csv", "--out", "answers.npy")
    #expect(npy.status == 0 && place.folder.contents("answers.npy") != nil, "\(npy.error)")
  }

  @Test func classesOfRowsAreJudgedInFull() throws {
    try writeTable()
    try train("run", "--set", "target=big", "--epochs", "30")
    // Two classes need one score: 64 weights and a bias at the end.
    let model = try Safetensors(contentsOf: place.folder["run/model.safetensors"])
    let sizes = model.tensors.values.map(\.elementCount).sorted()
    #expect(sizes.first == 1, "\(sizes)")
    let object = try place.run(
      "evaluate", "run", "--metrics", "f1,auc", "--report", "--bootstrap", "20", "--json"
    ).object
    let accuracy = try #require(object["accuracy"] as? Double)
    #expect(object["f1Score"] is Double && object["auc"] is Double)
    let counts = try #require(object["confusion"] as? [[Int]])
    let count = counts.joined().reduce(0, +)
    #expect(count == object["examples"] as? Int)
    #expect(abs(Double(counts[0][0] + counts[1][1]) / Double(count) - accuracy) < 1e-9)
    let intervals = try #require(object["intervals"] as? [String: [String: Double]])
    #expect(Set(intervals.keys) == ["accuracy", "f1Score", "auc"])
    let given = try place.run(
      "evaluate", "run", "--data", "rows.csv", "--report", "--plots", "drawn")
    #expect(
      given.status == 0 && given.output.contains("weighted average")
        && given.output.contains("confusion.svg"), "\(given.error)")
    try place.expectMistake(["evaluate", "run", "--metrics", "r2"], "figure of values")
    try place.expectMistake(["evaluate", "run", "--dataset", "xor"], "give --data")
  }

  @Test func valuesOfRowsAreMeasured() throws {
    try writeTable()
    try train("run", "--set", "target=price", "--epochs", "3")
    let object = try place.run("evaluate", "run", "--metrics", "rmse", "--json").object
    let loss = try #require(object["loss"] as? Double)
    let root = try #require(object["rootMeanSquaredError"] as? Double)
    #expect(abs(root * root - loss) < 1e-4 * loss && object["r2Score"] is Double)
    try place.expectMistake(["evaluate", "run", "--metrics", "f1"], "figure of classes")
    for options in [["--report"], ["--bootstrap", "9"], ["--plots", "drawn"]] {
      try place.expectMistake(["evaluate", "run"] + options, "gives values")
    }
  }

  /// A JPEG file whose left half is light, as a camera stores it that was held upright: to be
  /// turned by Exif's 6.
  private func photograph(isTurned: Bool, light: UInt8 = 250) throws -> [UInt8] {
    let pixels = (0..<16 * 16).flatMap { [UInt8](repeating: $0 % 16 < 8 ? light : 10, count: 3) }
    let bytes = try ImageFile.jpeg(Image(width: 16, height: 16, channels: 3, pixels: pixels))
    guard isTurned else { return bytes }
    let tags: [UInt8] = [
      0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0,
    ]
    let segment = Array("Exif\0\0".utf8) + tags
    return bytes[..<2] + [0xFF, 0xE1, 0, UInt8(segment.count + 2)] + segment + bytes[2...]
  }

  @Test func photographsMayStayAsTheyAreStored() throws {
    for (name, light) in [("bright", 250), ("dark", 60)] as [(String, UInt8)] {
      for place in 0..<6 {
        try self.place.folder.write(
          photograph(isTurned: true, light: light - UInt8(place)), to: "photos/\(name)/\(place).jpg"
        )
      }
    }
    try place.folder.write(photograph(isTurned: true), to: "turned.jpg")
    try place.folder.write(photograph(isTurned: false), to: "plain.jpg")
    let options = ["--data", "photos", "--epochs", "1", "--set", "size=16", "--json"]
    for (run, more) in [("upright", []), ("stored", ["--ignore-orientation"])] {
      let outcome = try place.run(["train", "classify", "--out", run] + options + more)
      #expect(outcome.status == 0, "\(outcome.error)")
    }
    func answer(_ run: String, _ file: String, _ options: String...) throws -> String {
      let outcome = try place.run(["predict", run, file, "--out", "answer.csv"] + options)
      #expect(outcome.status == 0, "\(outcome.error)")
      let text = String(decoding: place.folder.contents("answer.csv") ?? Data(), as: UTF8.self)
      return String(text.drop { $0 != "\n" }.drop { $0 != "," })
    }
    #expect(try answer("upright", "turned.jpg") != answer("upright", "plain.jpg"))
    #expect(
      try answer("upright", "turned.jpg", "--ignore-orientation") == answer("upright", "plain.jpg"))
    #expect(try answer("stored", "turned.jpg") == answer("stored", "plain.jpg"))
    let judged = try place.run(
      "evaluate", "upright", "--report", "--bootstrap", "5", "--metrics", "f1", "--json"
    ).object
    #expect(judged["confusion"] is [[Int]] && judged["f1Score"] is Double)
    try place.expectMistake(
      ["train", "xor", "--ignore-orientation", "--out", "other"], "orientation")
    try place.trainXOR("numbers", "--epochs", "1")
    try place.expectMistake(["predict", "numbers", "0,1", "--ignore-orientation"], "takes none")
  }
}
