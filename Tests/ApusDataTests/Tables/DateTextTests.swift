import ApusTestSupport
import Testing

@testable import ApusData

/// Dates and times of day in sound and in damaged texts; the golden tests compare with pandas.
@Suite struct DateTextTests {
  private func days(_ text: String, _ form: DateText.Form) -> Double? {
    DateText.moment(text, form)?.days
  }

  @Test func daysCountFrom1970() {
    #expect(days("1970-01-01", .yearFirst) == 0 && days("1969-12-31", .yearFirst) == -1)
    #expect(days("2000-03-01", .yearFirst) == 11_017 && days("29.2.2000", .dayFirst) == 11_016)
    #expect(days("9999-12-31", .yearFirst) == 2_932_896)
    #expect(days("1970-01-01T12:00:00.5Z", .yearFirst) == 0.5 + 0.5 / 86_400)
    #expect(days("1970-01-01 00:00+24:00", .yearFirst) == -1)
    #expect(days("23:59:60", .times) == 1)
  }

  @Test(arguments: [
    "", "2024", "2024-", "2024-13-01", "2023-02-29", "1900-02-29", "0000-01-01", "2024-03-31 ",
    "2024-03-31T", "2024-03-31T25:00", "2024-03-31T10:60", "2024-03-31 10:00+", "2024-03/31",
    "99999-01-01", "2024-00-10", "2024-10-00", "２０２４-03-31", "2024-03-31T10:00:00.",
    "2024-03-31T10:00:00.1234567890", "2024-03-31T10:00:00+1", "-2024-03-31",
    "2024-03-31T10:00:00.123456789+02:00 and more",
  ])
  func whatIsNoDateHasNoForm(_ text: String) {
    #expect(DateText.form(of: [text]) == nil)
  }

  /// Every copy of a date is a finite moment or none, and says the same whenever it is asked.
  @Test func damage() {
    for text in [
      "2024-03-31T08:30:15.25+02:00", "31.03.2024 23:59", "3/31/24", "2024-03", "23:59:60",
    ] {
      var found = 0
      var fuzz = Fuzz(Array(text.utf8))
      fuzz.mutations(count: 5000) { bytes in
        let copy = String(decoding: bytes, as: UTF8.self)
        for form in DateText.Form.allCases {
          guard let moment = DateText.moment(copy, form) else { continue }
          found += 1
          #expect(moment.days.isFinite && moment == DateText.moment(copy, form), "\(copy)")
          for share in [
            DateText.shareOfYear(moment.days), DateText.shareOfWeek(moment.days),
            DateText.shareOfDay(moment.days),
          ] { #expect((0..<1).contains(share), "\(copy)") }
        }
      }
      #expect(found > 100, "\(text)")
    }
  }
}
