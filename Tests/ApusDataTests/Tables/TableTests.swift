import ApusCore
import ApusFiles
import ApusTestSupport
import Testing

@testable import ApusData

@Suite struct TableTests {
  static func read(
    _ text: String, _ format: CSVFormat = CSVFormat(), types: [String: TableColumn.Kind] = [:]
  ) throws -> Table {
    try Table(MemorySource(Array(text.utf8), name: "t.csv"), format: format, types: types)
  }

  private func message(_ body: () throws -> Void) -> String {
    #expect(throws: DataError.self) { try body() }?.description ?? ""
  }

  @Test func typesAreInferredOrStated() throws {
    let text = "x,y,z\n1,a,10\n-2.5e1,b,9\n.5,a,NA\n"
    let table = try TableTests.read(text)
    #expect(table.rowCount == 3)
    #expect(table.columns.map(\.name) == ["x", "y", "z"])
    #expect(table.columns[0].cells == .numbers([1, -25, 0.5]))
    #expect(table.columns[1].cells == .categories([0, 1, 0], names: ["a", "b"]))
    #expect(table.columns[2].cells == .numbers([10, 9, nil]))
    let stated = try TableTests.read(text, types: ["y": .categories(["b", "a"]), "z": .category])
    #expect(stated.columns[1].cells == .categories([1, 0, 1], names: ["b", "a"]))
    // Categories that are numbers are in the order of their values.
    #expect(try stated.column("z").cells == .categories([1, 0, nil], names: ["9", "10"]))
  }

  @Test(arguments: ["nan", "inf", "0x10", "1e999", "1 2", "--1", "1,5", "e", "."])
  func thisIsNoNumber(_ text: String) throws {
    let table = try TableTests.read("x\n\"\(text)\"\n", types: [:])
    #expect(table.columns[0].cells == .categories([0], names: [text]))
  }

  @Test func headers() throws {
    let none = try TableTests.read("1,2\n3,4\n", CSVFormat(header: .none))
    #expect(none.columns.map(\.name) == ["c1", "c2"] && none.rowCount == 2)
    let given = try TableTests.read("1,2\n", CSVFormat(header: .names(["a", "b"])))
    #expect(try given.column("b").cells == .numbers([2]))
    #expect(try TableTests.read("\u{FEFF}a,\n1,2\n").columns.map(\.name) == ["a", "c2"])
    #expect(try TableTests.read("a,b\n").rowCount == 0)
  }

  @Test func missingValuesAreWhatTheFormatSays() throws {
    let text = "x,y\n,\"\"\n?,\"NA\"\n NaN ,-\n7,b\n"
    let table = try TableTests.read(text)
    #expect(table.columns[0].cells == .numbers([nil, nil, nil, 7]))
    #expect(table.columns[1].cells == .categories([0, 2, 1, 3], names: ["", "-", "NA", "b"]))
    let other = try TableTests.read(text, CSVFormat(missing: ["-"]))
    #expect(other.columns[1].missingRows == [2])
    #expect(other.columns[0].missingRows.isEmpty)
  }

  @Test func errorsNameLineAndColumn() {
    #expect(
      message { _ = try TableTests.read("a,b\n1,2\n3,abc\n", types: ["b": .number]) }
        == "t.csv:3, column 2 'b': 'abc' is not a number; "
        + "correct it, or read the column as a category")
    // Lines inside quotation marks count.
    #expect(
      message { _ = try TableTests.read("a,b\n\"1\n2\",2\n3,?,4\n") }
        .hasPrefix("t.csv:4: expected 2 fields, found 3"))
    #expect(
      message { _ = try TableTests.read("a,b\n1,2\n\n3,\"x\n", CSVFormat()) }
        .hasPrefix("t.csv:4, column 2: the quotation mark is never closed"))
    #expect(
      message { _ = try TableTests.read("a,b\n1,x\"y\n") }.hasPrefix("t.csv:2, column 2: a quot"))
    #expect(
      message { _ = try TableTests.read("a,b\n\"1\"0,2\n") }.hasPrefix("t.csv:2, column 1: more"))
    #expect(
      message {
        _ = try TableTests.read("1\nd\n", CSVFormat(header: .none), types: ["c1": .number])
      }
      .hasPrefix("t.csv:2, column 1: 'd' is not"))
    #expect(
      message { _ = try TableTests.read("k\nc\n", types: ["k": .categories(["a", "b"])]) }
        .hasPrefix("t.csv:2, column 1 'k': 'c' is none of a, b"))
    #expect(message { _ = try TableTests.read("a,a\n") }.hasPrefix("t.csv:1: two columns"))
    #expect(message { _ = try TableTests.read("\n") }.contains("no line of a table"))
    #expect(
      message { _ = try TableTests.read("a\n1\n", types: ["b": .number]) }
        == "t.csv: has no column 'b'; expected one of a")
    let latin: [UInt8] = [97, 10, 0xE9, 10]
    #expect(
      message { _ = try Table(MemorySource(latin, name: "t.csv")) }
        == "t.csv:2, column 1: not UTF-8 text; save the file as UTF-8")
    #expect(message { _ = try Table(path: "/nowhere.csv") }.contains("no such file"))
  }

  @Test func missingValuesAreCompleted() throws {
    let table = try TableTests.read("x,k\n1,a\n?,b\n4,NA\n4,b\n")
    #expect(
      message { _ = try table.completed(.refuse) }
        .hasPrefix("t.csv:3, column 1 'x': the value is missing"))
    #expect(message { _ = try table.dataset(target: "k") }.hasPrefix("t.csv:3, column 1"))
    let dropped = try table.completed(.dropRows)
    #expect(dropped.columns[0].cells == .numbers([1, 4]))
    #expect(dropped.place(row: 1, column: 0) == "t.csv:5, column 1 'x'")
    let mean = try table.completed(.fillMean)
    #expect(mean.columns[0].cells == .numbers([1, 3, 4, 4]))
    #expect(mean.columns[1].cells == .categories([0, 1, 1, 1], names: ["a", "b"]))
    #expect(try table.completed(.fillMostFrequent).columns[0].cells == .numbers([1, 4, 4, 4]))
    let training = table.rows(at: [0])
    #expect(
      try table.completed(.fillMean, from: training).columns[0].cells == .numbers([1, 1, 4, 4]))
    #expect(try mean.completed(.refuse).columns == mean.columns)
    let empty = try TableTests.read("x,y\n?,1\n")
    #expect(message { _ = try empty.completed(.fillMean) }.hasPrefix("t.csv:2, column 1 'x': no"))
    let others = try TableTests.read("x,k\n1,c\n")
    #expect(message { _ = try table.completed(.fillMean, from: others) }.contains("another type"))
  }

  @Test func rowsAreExamples() throws {
    let table = try TableTests.read("x,k,y\n1,a,no\n2,c,yes\n3,b,no\n")
    let classes = try table.dataset(target: "y")
    #expect(classes.classNames == ["no", "yes"] && classes.featureShape == [4])
    let all = try classes.all()
    #expect(all.features.floats == [1, 1, 0, 0, 2, 0, 0, 1, 3, 0, 1, 0])
    #expect(all.labels.array(of: Int32.self) == [0, 1, 0])
    let values = try table.dataset(target: "x", features: ["y", "k"])
    #expect(values.labelType == .values([1]))
    #expect(try values.all().labels.floats == [1, 2, 3])
    #expect(try values.batch(at: [1]).features.floats == [0, 1, 0, 0, 1])
    #expect(message { _ = try table.dataset(target: "z") }.contains("no column 'z'"))
    #expect(
      message { _ = try TableTests.read("x,y\n1e300,1\n").dataset(target: "y") }
        .hasPrefix("t.csv:2, column 1 'x': 1e+300 is too large"))
    #expect(message { _ = try TableTests.read("x,y\n").dataset(target: "y") }.contains("0 rows"))
    #expect(
      message { _ = try TableTests.read("y\n1\n").dataset(target: "y") }.contains("0 columns"))
  }

  @Test func damage() throws {
    let lines = (0..<9).map {
      "\($0).25,\"k\($0 % 3)\",\"a \"\"b\"\",\n\",\($0 % 7 == 0 ? "?" : "1e2")"
    }
    let text = "x,kind,\"note\",z\r\n" + lines.joined(separator: "\r\n")
    var fuzz = Fuzz(Array(text.utf8))
    let failures = fuzz.mutations(count: 10_000) { bytes in
      let table = try Table(MemorySource(bytes, name: "fuzz"))
      _ = try table.completed(.fillMean).dataset(target: "kind")
    }
    #expect(failures > 1000 && failures < 10_000)
  }
}
