import ApusCore
import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

@Suite struct TableSchemaTests {
  private func table(_ text: String, _ format: CSVFormat = .detected) throws -> TextTable {
    try TextTable(text: text, name: "t.csv", format: format)
  }

  private func message(_ body: () throws -> Void) -> String {
    #expect(throws: DataError.self) { try body() }?.description ?? ""
  }

  /// Rows of "x,color,y" with y = x, and a color of three.
  private func rows(_ range: Range<Int>) -> String {
    range.map { "\($0 % 7).5,\(["red", "green", "blue"][$0 % 3]),\($0 * 3 % 11).25" }
      .joined(separator: "\n")
  }

  @Test func columnsAreFoundByName() throws {
    let train = try table("x,color,y\n" + rows(0..<30))
    let schema = try TableSchema(learnedFrom: train, TableOptions(target: "y"))
    #expect(schema.featureNames == ["x", "color=blue", "color=green", "color=red"])
    #expect(schema.targets == [Field(Field.labels, [1])])
    let straight = try schema.encode(table("x,color,y\n1.5,red,2\n"))
    let shuffled = try schema.encode(table("y,other,color,x\n2,?,red,1.5\n"))
    #expect(try straight.all().features.floats == shuffled.all().features.floats)
    #expect(shuffled.notes == ["not used: 'other', which training had not"])
    let unknown = try schema.encode(table("color,x\npink,1.5\n"), for: .predicting)
    #expect(try Array(unknown.all().features.floats.dropFirst()) == [0, 0, 0])
    #expect(unknown.notes == ["column 'color': 1 times unknown to training: 'pink'"])
    #expect(
      message { _ = try schema.encode(table("x,colour\n1,red\n"), for: .predicting) }
        == "t.csv: has no column 'color', which predictions need; add it; it has x, colour")
    #expect(
      message { _ = try schema.encode(table("x,color\n1,red\n")) }
        .hasPrefix("t.csv: has no column 'y', which is needed"))
    #expect(
      message { _ = try schema.encode(table("x,color\n1,red\ntwo,red\n3,red\n"), for: .predicting) }
        == "t.csv:3, column 1 'x': 'two' is not a number; correct it, or leave the cell empty")
    #expect(
      message { _ = try schema.encode(table("1.5,red\n2.5,blue\n"), for: .predicting) }
        == "t.csv: has no column 'x', 'color', which predictions need; "
        + "begin it with a line of the columns' names: x, color")
  }

  @Test func twoColumnsOfOneNameAreNamed() throws {
    #expect(
      message { _ = try table("x,x,y\n1.5,2,3\n2,a,4\n") }
        == "t.csv:1: two columns are called 'x'; rename one, or say that the file has no header")
    // Equal texts in the first row of categories are no header.
    #expect(try table("a,a\nb,a\na,b\n").rowCount == 3)
  }

  @Test func withoutAHeaderPlacesCount() throws {
    let train = try table(rows(0..<30))
    #expect(!train.hasHeader && train.columnNames == ["c1", "c2", "c3"])
    let schema = try TableSchema(learnedFrom: train, TableOptions(target: "c3"))
    let whole = try schema.encode(table("1.5,red,2\n2.5,red,3\n"))
    let short = try schema.encode(table("1.5,red\n2.5,red\n"), for: .predicting)
    #expect(try whole.all().features.floats == short.all().features.floats)
    #expect(
      message { _ = try schema.encode(table("1,2,3,4\n"), for: .predicting) }
        == "t.csv: expected 3 columns as in training (or one less, without the target), found 4; "
        + "give the columns in the same order")
    // Given names count as the file's own for tables that have them.
    let named = try table(rows(0..<30), CSVFormat(separator: ",", header: .names(["x", "k", "y"])))
    let other = try TableSchema(learnedFrom: named, TableOptions(target: "y"))
    #expect(other.featureNames[0] == "x")
    #expect(try other.encode(table("k,x\nred,1.5\n"), for: .predicting).count == 1)
    #expect(try other.encode(table("1.5,red\n2.5,red\n"), for: .predicting).count == 2)
  }

  @Test func targetsAreClassesOrValues() throws {
    func meaning(_ texts: [String], _ task: TableOptions.Task? = nil) throws
      -> TableSchema.Target.Meaning?
    {
      let lines = texts.enumerated().map { "\($0 % 5).5,\($1)" }.joined(separator: "\n")
      return try TableSchema(
        learnedFrom: table("x,y\n" + lines), TableOptions(target: "y", task: task)
      ).target?.meaning
    }
    #expect(try meaning(["b", "a", "b", "10"]) == .classes(["10", "a", "b"]))
    #expect(try meaning(["3", "1.0", "3", "2"]) == .classes(["1", "2", "3"]))
    #expect(try meaning(["10", "9", "9", "10"]) == .classes(["9", "10"]))
    if case .values(let mean, let deviation) = try meaning(["1", "2", "1.5", "3.5"]) {
      #expect(mean == 2 && abs(deviation - 0.875.squareRoot()) < 1e-15)
    } else {
      Issue.record("not all of them are whole")
    }
    let many = (0..<30).map { "\($0 % 11)" }
    if case .classes = try meaning(many) { Issue.record("eleven whole numbers are values") }
    if case .values = try meaning(many, .classes) { Issue.record("they can be classes") }
    #expect(try meaning(["3", "1", "3", "1"], .values) == .values(mean: 2, deviation: 1))
    #expect(message { _ = try meaning(["a", "b"], .values) }.contains("'a' is not a number"))
    #expect(
      message { _ = try TableSchema(learnedFrom: table("x,y\n"), TableOptions(target: "y")) }
        == "t.csv: holds no rows to learn from; write them below the names")
    #expect(message { _ = try meaning(["a", "a"]) }.contains("the same class in all rows"))
    #expect(
      message { _ = try meaning((0..<50).map { "text \($0)" }) }
        .contains("has 50 different texts in 50 rows: no classes"))
    let schema = try TableSchema(
      learnedFrom: table("x,y\n1.5,a\n2.5,b\n3,\n4,a\n"), TableOptions(target: "y"))
    #expect(schema.notes == ["1 of 4 rows without a target are left out (column 'y')"])
    let encoded = try schema.encode(table("x,y\n1,b\n2,\n3,a\n"))
    #expect(encoded.rows == [0, 2] && encoded.classes() == [1, 0])
    #expect(
      message { _ = try schema.encode(table("x,y\n1,c\n")) }
        .contains("the class 'c' is none of those in the training rows: a, b"))
  }

  @Test func whatColumnsAre() throws {
    let lines = (0..<40).map { (row: Int) -> String in
      let (member, letter, flag) = (
        ["yes", "NO"][row % 2], ["a", "b"][row % 2], ["t", "f", ""][row % 3]
      )
      let front = "\(row + 1),\(row),Name \(row),\(member),\(letter),\(2000 + row)-01-15"
      return front + ",\(row % 24):30,1,,\(row == 3 ? "" : "5"),\(row % 35) street,\(row),\(flag)"
    }
    let names =
      "id,year,name,member,letter,date,time,same,none,gap,street,userId,flag"
    let schema = try TableSchema(learnedFrom: table(names + "\n" + lines.joined(separator: "\n")))
    #expect(
      schema.featureNames == [
        "year", "member", "letter=a", "letter=b", "date days", "date year sine",
        "date year cosine", "date week sine", "date week cosine", "time day sine",
        "time day cosine", "gap", "gap missing", "flag", "flag missing",
      ])
    #expect(schema.embeddedColumns.map(\.name) == ["street"])
    #expect(schema.embeddedColumns.map(\.count) == [36])
    #expect(
      schema.notes == [
        "column 'id' is left out: it numbers the rows",
        "column 'name' is left out: nearly every row has another text",
        "column 'same' is left out: it is '1' in all rows",
        "column 'none' is left out: it has no value in any row",
        "column 'userId' is left out: it numbers the rows",
      ])
    #expect(schema.inputs.map(\.name) == ["features", "categories"])
    // Numbers 1... for known categories, 0 for others.
    let rows = try table(
      "year,member,letter,date,time,gap,street,flag\n"
        + "0,Yes,a,2000-01-15,8:00,5,0 street,TRUE\n0,no,c,2000-01-15,8:00,5,nowhere,x\n")
    let encoded = try schema.encode(rows, for: .predicting)
    let batch = try encoded.all()
    #expect(batch.inputs["categories"]?.doubles == [1, 0])
    #expect(batch.inputs["categories"]?.dtype == .int32)
    let features = batch.features.floats
    // x is neither true nor false: the more frequent of the two, which is true.
    #expect(features[13] == 1 && features[15 + 13] == 1 && features[15 + 1] == 0)
    #expect(
      encoded.notes == [
        "column 'letter': 1 times unknown to training: 'c'",
        "column 'street': 1 times unknown to training: 'nowhere'",
        "column 'flag': 1 times unknown to training: 'x'",
      ])
  }

  @Test func kindsCanBeStated() throws {
    let text = "a,b,c,d,y\n1,1,0,x,1.5\n2,0,1,y,2.5\n3,1,1,x,3.5\n"
    let schema = try TableSchema(
      learnedFrom: table(text),
      TableOptions(target: "y", kinds: ["a": .category, "b": .boolean, "d": .ignore]))
    #expect(schema.featureNames == ["a=1", "a=2", "a=3", "b", "c"])
    #expect(schema.notes == [])
    #expect(
      message { _ = try TableSchema(learnedFrom: table(text), TableOptions(kinds: ["d": .number])) }
        == "t.csv:2, column 4 'd': 'x' is not a number; correct it, "
        + "or read the column as a category")
    #expect(
      message {
        _ = try TableSchema(learnedFrom: table(text), TableOptions(kinds: ["a": .boolean]))
      }
      .contains("t.csv:3, column 1 'a': '2' is not true"))
    #expect(
      message { _ = try TableSchema(learnedFrom: table(text), TableOptions(kinds: ["d": .date])) }
        .contains("t.csv:2, column 4 'd': 'x' is no date"))
    #expect(
      message { _ = try TableSchema(learnedFrom: table(text), TableOptions(kinds: ["z": .number])) }
        .contains("has no column 'z'"))
    #expect(
      message { _ = try TableSchema(learnedFrom: table(text), TableOptions(target: "z")) }
        == "t.csv: has no column 'z'; expected one of a, b, c, d, y")
    #expect(
      message {
        _ = try TableSchema(
          learnedFrom: table(text),
          TableOptions(
            target: "y", kinds: ["a": .ignore, "b": .ignore, "c": .ignore, "d": .ignore]))
      }.contains("no column is left to predict from"))
  }

  @Test func aFewSlipsDoNotMakeACategory() throws {
    let lines = (0..<100).map { $0 == 70 ? "1O,2" : "\($0).5,\($0 % 2)" }
    let error = message {
      _ = try TableSchema(
        learnedFrom: table("x,y\n" + lines.joined(separator: "\n")), TableOptions(target: "y"))
    }
    #expect(error.hasPrefix("t.csv:72, column 1 'x': '1O' is not a number"), "\(error)")
    #expect(error.contains("99 of 100 values are numbers"), "\(error)")
  }

  @Test func missingValues() throws {
    let text = "x,k,y\n1,a,0.5\n2,b,1.5\n,b,2.5\n6,,3.5\n"
    func schema(_ missing: MissingValues) throws -> TableSchema {
      try TableSchema(
        learnedFrom: table(text), TableOptions(target: "y", missing: missing, scaling: .none))
    }
    let features = { (missing: MissingValues) in
      try schema(missing).encode(table(text)).all().features.floats
    }
    #expect(
      try features(.fillMean) == [
        1, 0, 1, 0, 0, 2, 0, 0, 1, 0, 3, 1, 0, 1, 0, 6, 0, 0, 1, 1,
      ])
    #expect(try features(.fillMedian)[10] == 2)
    #expect(try features(.fillMostFrequent)[10] == 1)
    let complete = try schema(.dropRows)
    #expect(try complete.encode(table(text)).rows == [0, 1])
    #expect(complete.notes.first == "2 of 4 rows without a value are left out")
    #expect(
      message { _ = try complete.encode(table("x,k\n,a\n"), for: .predicting) }
        .hasPrefix("t.csv:2, column 1 'x': the value is missing"))
    #expect(message { _ = try schema(.refuse) }.hasPrefix("t.csv:4, column 1 'x': the value is"))
    // Words of other programs, in quotation marks too.
    let words = try table("x,y\n\"NA\",1\n\"\",2\nNULL,3\nnan,4\n5,5\n7,6\n")
    #expect(words.cells[0] == [nil, nil, nil, nil, "5", "7"])
  }

  @Test func weightsAreAColumn() throws {
    let text = "x,w,y\n1.5,1,a\n2.5,0.5,b\n3,0,b\n"
    let schema = try TableSchema(
      learnedFrom: table(text), TableOptions(target: "y", weight: "w"))
    #expect(schema.featureNames == ["x"])
    #expect(try schema.encode(table(text)).all().weights?.floats == [1, 0.5, 0])
    #expect(try schema.encode(table("x\n1\n"), for: .predicting).all().weights == nil)
    for bad in ["-1", "a", ""] {
      #expect(
        message { _ = try schema.encode(table("x,w,y\n1.5,\(bad),a\n2,1,b\n")) }
          .contains("t.csv:2, column 2 'w': '\(bad)' is no weight"))
    }
    #expect(
      message {
        _ = try TableSchema(learnedFrom: table(text), TableOptions(target: "y", weight: "y"))
      }.contains("both target and weight"))
  }

  @Test func separatorsAndHeadersAreFoundOut() throws {
    for (text, separator, hasHeader) in [
      ("a,b\n1,2\n", ",", true), ("1,2\n3,4\n", ",", false), ("a;b\n1,5;2\n", ";", true),
      ("a\tb, c\n1\t2, 3\n", "\t", true), ("a|b\n1|2\n", "|", true),
      ("M,0.4,15\nF,0.5,7\nM,0.3,9\n", ",", false), ("x\n1\n2\n", ",", true),
      ("\"a;b\",\"c;d\"\n1,2\n", ",", true), ("name,kind\nanna,b\nbob,c\n", ",", true),
      ("b,yes\na,no\nb,yes\n", ",", false), (",x\n0,1\n1,2\n", ",", true),
      ("2024-01-01,a\n2024-01-02,b\n", ",", false), ("a,?\nb,1\n", ",", false),
    ] {
      let found = try table(text)
      #expect(String(found.separator) == separator, "\(text)")
      #expect(found.hasHeader == hasHeader, "\(text)")
    }
    let comma = try TableSchema(learnedFrom: table("a;b\n1,5;2\n2,5;3,25\n"))
    guard case .number(let coding) = comma.columns[0].coding else {
      Issue.record("a decimal comma makes a number")
      return
    }
    #expect(coding.offset == 2)
    // A file as of some programs: a byte order mark, CR LF, blanks, quotation marks.
    let other = try table("\u{FEFF}\"x\" , y\r\n \"1\", 2 \r\n3,4\r\n")
    #expect(other.columnNames == ["x", "y"] && other.cells == [["1", "3"], ["2", "4"]])
    let wide = message {
      _ = try TextTable(
        MemorySource([0xFF, 0xFE, 0x61, 0, 0x2C, 0], name: "t.csv"), format: .detected)
    }
    #expect(wide == "t.csv: expected UTF-8, found UTF-16 text; save the file as UTF-8")
    #expect(message { _ = try table("a,b\n1\n") }.contains("expected 2 fields, found 1"))
    #expect(message { _ = try table("a,b\n1,2\n3,4,5\n") }.contains("t.csv:3: expected 2 fields"))
    #expect(message { _ = try TableSchema(learnedFrom: table("a,b\n")) }.contains("no rows"))
  }

  @Test func splitsKeepTheSharesOfClasses() throws {
    let lines = (0..<50).map { "\($0).5,\($0 % 5 == 0 ? "rare" : "usual")" }
    let whole = try table("x,y\n" + lines.joined(separator: "\n") + "\n7,\n")
    let options = TableOptions(target: "y")
    let (train, test) = try whole.split(testFraction: 0.2, seed: 3, options)
    #expect(train.rowCount == 40 && test.rowCount == 10)
    #expect(test.cells[1].count { $0 == "rare" } == 2)
    #expect(Set(train.cells[0] + test.cells[0]).count == 50)
    #expect(test.lines == test.lines.sorted())
    // The same rows as of the data set.
    let data = try TableSchema(learnedFrom: whole, options).encode(whole)
    let split = try data.stratifiedSplit(testFraction: 0.2, seed: 3)
    let schema = try TableSchema(learnedFrom: whole, options)
    #expect(try split.test.all().features.floats == schema.encode(test).all().features.floats)
    let values = try whole.split(testFraction: 0.5, TableOptions(target: "x"))
    #expect(values.train.rowCount + values.test.rowCount == 51)
  }

  @Test func extremeNumbers() throws {
    let huge = "x,y\n1e300,1.5\n-1e300,2.5\n"
    // Scaled, they fit.
    let schema = try TableSchema(learnedFrom: table(huge), TableOptions(target: "y"))
    #expect(try schema.encode(table(huge)).all().features.floats == [1, -1])
    #expect(
      message {
        _ = try TableSchema(learnedFrom: table(huge), TableOptions(target: "y", scaling: .none))
      }.contains("too large for float32"))
    #expect(
      message {
        _ = try TableSchema(
          learnedFrom: table("x,y\n1,1e300\n2,1.5\n"), TableOptions(target: "y")
        )
        .encode(table("x,y\n1,1e300\n"))
      }.contains("too large"))
  }

  @Test(
    .enabled(if: RealData.isHere),
    arguments: [
      ("abalone.csv", "c9", 10), ("winequality-red.csv", "c12", 11),
      ("pima-indians-diabetes.csv", "c9", 8), ("wine.csv", "c14", 13), ("sonar.csv", "c61", 60),
    ])
  func realTables(_ file: String, _ target: String, _ width: Int) throws {
    guard let folder = RealData.folder else { return }
    let table = try TextTable(path: "\(folder)/tabular/\(file)")
    #expect(!table.hasHeader)
    let schema = try TableSchema(learnedFrom: table, TableOptions(target: target))
    #expect(schema.featureNames.count == width && schema.notes == [])
    let examples = try schema.encode(table)
    #expect(examples.count == table.rowCount)
    if file == "abalone.csv" {
      #expect(examples.classes() == nil)
    } else {
      #expect(examples.classes() != nil)
    }
  }
}
