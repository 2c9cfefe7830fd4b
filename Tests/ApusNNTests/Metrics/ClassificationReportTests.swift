import ApusNN
import Foundation
import Testing

@Suite struct ClassificationReportTests {
  let report = ClassificationReport(
    ConfusionMatrix([[1, 1, 1], [0, 2, 0], [1, 0, 3]]), names: ["cat", "dog"])

  @Test func table() {
    let wanted = """
                          precision       recall  specificity           F1      support
                   cat        0.500        0.333        0.833        0.400            3
                   dog        0.667        1.000        0.857        0.800            2
                     2        0.750        0.750        0.800        0.750            4

         micro average        0.667        0.667        0.833        0.667            9
         macro average        0.639        0.694        0.830        0.650            9
      weighted average        0.648        0.667        0.824        0.644            9
              accuracy                                               0.667            9
      """
    #expect(report.description == wanted, "\n\(report.description)")
  }

  @Test func json() throws {
    let text = try report.json()
    let decoder = JSONDecoder()
    #expect(try decoder.decode(ClassificationReport.self, from: Data(text.utf8)) == report)
    let empty = ClassificationReport(ConfusionMatrix([]))
    #expect(try empty.json().contains("\"nan\""))
  }
}
