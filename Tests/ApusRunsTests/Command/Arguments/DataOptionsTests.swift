import Apus
import ApusFiles
import ApusRuns
import Foundation
import Testing

@testable import ApusCommand

/// Options that say which data a recipe or model gets.
@Suite struct DataOptionsTests {
  @Test func aDataSetIsASetting() throws {
    let options = try RecipeOptions.parse(["--dataset", "iris", "--set", "hidden=4"])
    #expect(try options.chosen.assignments() == ["dataset": "iris", "hidden": "4"])
    #expect(throws: (any Error).self) { try RecipeOptions.parse(["--data", ""]) }
  }

  @Test func aModelGetsExamplesOfItsShape() throws {
    let description = """
      {"recipe": "xor", "settings": {}, "dataset": "xor", "inputShape": [2], "classes": ["0", "1"]}
      """
    let file = try JSONDecoder().decode(ModelFile.self, from: Data(description.utf8))
    let own = try ModelDataOptions.parse([]).loadTest(for: file, at: "run")
    #expect(own.set.name == "xor" && own.test.count == 4)
    let other = try ModelDataOptions.parse(["--dataset", "and"]).loadTest(for: file, at: "run")
    #expect(other.set.name == "and")
    #expect(throws: UsageError.self) {
      try ModelDataOptions.parse(["--dataset", "strokes"]).loadTest(for: file, at: "run")
    }
    // What the user names is the user's mistake, what the file names is the file's.
    #expect(throws: RecipeError.self) {
      try ModelDataOptions.parse(["--dataset", "xro"]).loadTest(for: file, at: "run")
    }
    var strange = file
    strange.dataset = "gone"
    let error = #expect(throws: FileError.self) {
      try ModelDataOptions.parse([]).loadTest(for: strange, at: "run")
    }
    #expect(error?.path == "run")
  }
}
