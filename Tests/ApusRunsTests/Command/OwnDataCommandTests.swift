import ApusCore
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
    let map = try place.run("embed", "run", "--data", "rows.csv", "--out", "map.svg", "--json")
      .object
    #expect(map["features"] as? Int == 64)
    let own = try place.run("embed", "run", "--method", "pca", "--out", "own.svg", "--json").object
    #expect(own["examples"] as? Int == count)
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

  /// Arrays x [40, 2] and y: three times the first column, or whether it is positive.
  private func arrays(areClasses: Bool) -> [String: Tensor] {
    let x = (0..<80).map { Float($0 * 7 % 40) - 20 }
    let y = stride(from: 0, to: 80, by: 2).map { x[$0] }
    let labels = Tensor(y.map { Int64($0 > 0 ? 1 : 0) })
    return [
      "x": Tensor(x, shape: [40, 2]), "y": areClasses ? labels : Tensor(y.map { $0 * 3 }),
    ]
  }

  @Test func arraysAreTables() throws {
    let folder = place.folder
    for (name, areClasses) in [("classes", true), ("values", false)] {
      let arrays = arrays(areClasses: areClasses)
      try NumPyArchive.write(arrays, to: folder["\(name).npz"])
      try NumPyFile(try #require(arrays["x"])).write(to: folder["x.npy"])
      let outcome = try place.run(
        "train", "tabular", "--data", "\(name).npz", "--epochs", "40", "--json", "--out", name)
      #expect(outcome.status == 0, "\(outcome.error)")
      let judged = try place.run("evaluate", name, "--data", "\(name).npz", "--json").object
      #expect(judged["examples"] as? Int == 40)
      if areClasses { #expect(try #require(judged["accuracy"] as? Double) > 0.8) }
      let rows = try place.run("predict", name, "x.npy", "--json")
      #expect(rows.status == 0, "\(rows.error)")
      let lines = rows.output.split(separator: "\n")
      #expect(lines.count == 40)
      // A table of the same columns gives the same answers.
      let x = try #require(arrays["x"]).floats
      let csv = ["x2,x1"] + stride(from: 0, to: 80, by: 2).map { "\(x[$0 + 1]),\(x[$0])" }
      try folder.write(csv.joined(separator: "\n"), to: "x.csv")
      let other = try place.run("predict", name, "x.csv", "--json").output
      #expect(other.replacing("x.csv", with: "x.npy") == rows.output)
    }
    try place.expectMistake(["predict", "classes", "classes.npz"], "classes.npz", status: 1)
    try NumPyArchive.write(["x": .ones([4, 3]), "y": .ones([3])], to: folder["odd.npz"])
    try place.expectMistake(
      ["train", "tabular", "--data", "odd.npz"], "of different numbers of examples", status: 1)
    try NumPyArchive.write(["x": .ones([4, 3, 3]), "y": .ones([4])], to: folder["deep.npz"])
    try place.expectMistake(
      ["train", "tabular", "--data", "deep.npz"], "images are for `apus train classify`", status: 1)
  }

  @Test func imagesMayBeArrays() throws {
    let folder = place.folder
    // Bytes: light and dark images, numbered 1 and 0.
    let light = (0..<24).map { UInt8($0 % 2 == 0 ? 20 : 220) }
    let pixels = light.flatMap { [UInt8](repeating: $0, count: 8 * 8) }
    let x = Tensor(pixels, shape: [24, 8, 8])
    let y = Tensor((0..<24).map { Int64($0 % 2) })
    try NumPyArchive.write(
      ["x_train": x, "y_train": y, "x_test": x, "y_test": y], to: folder["i.npz"])
    try NumPyFile(x).write(to: folder["bytes.npy"])
    try NumPyFile(x.cast(to: .float32) / 255).write(to: folder["floats.npy"])
    let outcome = try place.run(
      "train", "classify", "--data", "i.npz", "--epochs", "2", "--json", "--out", "run")
    #expect(outcome.status == 0, "\(outcome.error)")
    let bytes = try place.run("predict", "run", "bytes.npy", "--json")
    let floats = try place.run("predict", "run", "floats.npy", "--json")
    #expect(bytes.status == 0 && bytes.output.split(separator: "\n").count == 24, "\(bytes.error)")
    #expect(floats.output.replacing("floats.npy", with: "bytes.npy") == bytes.output)
    let judged = try place.run("evaluate", "run", "--data", "i.npz", "--json").object
    #expect(judged["examples"] as? Int == 24)
    try NumPyArchive.write(["x": x, "y": y + 5], to: folder["more.npz"])
    try place.expectMistake(
      ["evaluate", "run", "--data", "more.npz"], "has the class 6, where 2 are known", status: 1)
    try NumPyArchive.write(["x": Tensor.ones([4, 9]), "y": y[0..<4]], to: folder["flat.npz"])
    try place.expectMistake(
      ["train", "classify", "--data", "flat.npz"], "holds examples of shape [9]", status: 1)
    try NumPyFile(x[0..<0]).write(to: folder["none.npy"])
    try place.expectMistake(["predict", "run", "none.npy"], "holds no examples", status: 1)
  }

  @Test func oneClassIsNone() throws {
    try place.folder.write(photograph(isTurned: false), to: "one/cat/1.jpg")
    try place.folder.write(photograph(isTurned: false), to: "one/cat/2.jpg")
    try place.expectMistake(
      ["train", "classify", "--data", "one"], "holds one class only: cat", status: 1)
  }

  /// A folder may be called anything; each class still has one line.
  @Test func namesOfClassesStayInTheirLines() throws {
    for number in 0..<5 {
      try place.folder.write(photograph(isTurned: false), to: "all/a\u{1B}[1m\nb/\(number).jpg")
      try place.folder.write(photograph(isTurned: true), to: "all/c/\(number).jpg")
    }
    try place.folder.write(photograph(isTurned: false), to: "one.jpg")
    let options = ["--set", "size=8", "--epochs", "1", "--out", "run"]
    let trained = try place.run(["train", "classify", "--data", "all"] + options)
    #expect(trained.status == 0, "\(trained.error)")
    let lines = try place.run("predict", "run", "one.jpg").output.split(separator: "\n")
    #expect(lines.count == 3 && lines.contains { $0.contains(#"a\u001b[1m\u000ab"#) })
    let report = try place.run("evaluate", "run", "--report").output
    #expect(report.split(separator: "\n").contains { $0.contains(#"a\u001b[1m\u000ab  "#) })
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
