import Apus
import Testing

/// The examples that the slides calculate, computed by the library.
@Suite struct CourseExampleTests {
  @Test(arguments: WorkedExample.all.map(\.id))
  func agreesWithTheCourse(_ id: String) throws {
    let example = try #require(WorkedExample.all.first { $0.id == id })
    #expect(!example.given.isEmpty && !example.parts.isEmpty)
    for answer in example.outcome().answers {
      #expect(
        answer.agrees, "\(id) \(answer.name): \(answer.computed), the course has \(answer.expected)"
      )
    }
  }

  @Test func valuesAgreeToTheToleranceAndNoFurther() {
    let table: CourseValue = [[1, 2.5], ["a"]]
    #expect(table.agrees(with: [[1.01, 2.5], ["a"]], tolerance: 0.02))
    #expect(!table.agrees(with: [[1.03, 2.5], ["a"]], tolerance: 0.02))
    #expect(!table.agrees(with: [[1, 2.5], ["b"]], tolerance: 0.02))
    #expect(!table.agrees(with: [[1, 2.5]], tolerance: 0.02))
    #expect(!table.agrees(with: [1, 2.5], tolerance: 0.02))
    #expect(!CourseValue.number(.nan).agrees(with: .number(.nan), tolerance: 1))
  }

  @Test func valuesReadAsTheyArePrinted() {
    #expect("\(CourseValue(Tensor([[1.0, 2], [0.5, 1 / 3]])))" == "[[1, 2], [0.5, 0.333333]]")
    #expect("\(CourseValue(Tensor(3.0 as Double)))" == "3")
    #expect("\(CourseValue.number(138_357_544))" == "138357544")
  }
}
