import ApusNN

/// How dates and times of day are written in a column.
///
/// | form | such as |
/// |---|---|
/// | year first | 2024-03-31, 2024/3/31, 2024.03.31 |
/// | months | 2024-03 |
/// | day first | 31.03.2024, 31/3/2024, 31-3-24 |
/// | month first | 3/31/2024 |
/// | times | 08:30, 8:30:15 |
///
/// A date may be followed by a blank or `T` and a time, that by fractions of a second, `Z` or an
/// offset as `+02:00`. Years of two digits are 1969 to 2068. Where a column fits day and month
/// first alike, it is read day first with points, else month first.
enum DateText {
  /// The order of the parts.
  enum Form: String, Sendable, Codable, Hashable, CaseIterable {
    case yearFirst, months, monthFirst, dayFirst, times
  }

  /// A moment as a column says it.
  struct Moment: Equatable {
    /// Days since 1970-01-01, times as fractions; with an offset, of UTC. Of a time alone its share
    /// of the day.
    var days: Double
    /// Whether a time of day was stated.
    var hasTime: Bool
  }

  /// The form that all texts have, or nil if they share none.
  static func form(of texts: some Collection<String>) -> Form? {
    guard let first = texts.first else { return nil }
    var forms = Form.allCases.filter { moment(first, $0) != nil }
    if first.utf8.contains(UInt8(ascii: ".")) {
      // Day before month with points.
      forms.sort { a, b in a == .dayFirst && b == .monthFirst }
    }
    return forms.first { form in texts.allSatisfy { moment($0, form) != nil } }
  }

  /// What `text` says in a form; nil where it has another.
  static func moment(_ text: String, _ form: Form) -> Moment? {
    var rest = text.utf8[...]
    guard rest.count <= 40 else { return nil }
    if form == .times {
      guard let share = time(&rest), rest.isEmpty else { return nil }
      return Moment(days: share, hasTime: true)
    }
    guard let days = date(&rest, form) else { return nil }
    if rest.isEmpty { return Moment(days: Double(days), hasTime: false) }
    guard let between = rest.popFirst(),
      [UInt8(ascii: " "), UInt8(ascii: "T"), UInt8(ascii: "t")].contains(between),
      let share = time(&rest), let offset = offset(&rest), rest.isEmpty
    else { return nil }
    return Moment(days: Double(days) + share - offset, hasTime: true)
  }

  private typealias Text = Substring.UTF8View

  private static func date(_ rest: inout Text, _ form: Form) -> Int? {
    guard let first = digits(&rest), let mark = rest.popFirst(),
      [UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ".")].contains(mark),
      let second = digits(&rest)
    else { return nil }
    if form == .months {
      guard first.count == 4, second.count == 2, mark == UInt8(ascii: "-") else { return nil }
      return dayNumber(year: first.value, month: second.value, day: 1)
    }
    guard rest.popFirst() == mark, let third = digits(&rest) else { return nil }
    guard second.count <= 2 else { return nil }
    switch form {
    case .yearFirst:
      guard first.count == 4, third.count <= 2 else { return nil }
      return dayNumber(year: first.value, month: second.value, day: third.value)
    default:
      guard first.count <= 2, [2, 4].contains(third.count) else { return nil }
      let short = third.value + (third.value < 69 ? 2000 : 1900)
      let year = third.count == 4 ? third.value : short
      let (day, month) =
        form == .dayFirst ? (first.value, second.value) : (second.value, first.value)
      return dayNumber(year: year, month: month, day: day)
    }
  }

  /// A share of a day.
  private static func time(_ rest: inout Text) -> Double? {
    guard let hour = digits(&rest), hour.count <= 2, hour.value < 24,
      rest.popFirst() == UInt8(ascii: ":"), let minute = digits(&rest), minute.count == 2,
      minute.value < 60
    else { return nil }
    var seconds = Double(60 * (60 * hour.value + minute.value))
    if rest.first == UInt8(ascii: ":") {
      rest.removeFirst()
      guard let second = digits(&rest), second.count == 2, second.value <= 60 else { return nil }
      seconds += Double(second.value)
      if rest.first == UInt8(ascii: ".") {
        rest.removeFirst()
        guard let fraction = digits(&rest, most: 9) else { return nil }
        seconds += Double(fraction.value) / (0..<fraction.count).reduce(1.0) { ten, _ in 10 * ten }
      }
    }
    return seconds / 86_400
  }

  /// The offset from UTC as a share of a day; 0 where none is stated.
  private static func offset(_ rest: inout Text) -> Double? {
    guard let sign = rest.first else { return 0 }
    rest.removeFirst()
    if sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") { return 0 }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = digits(&rest) else {
      return nil
    }
    var minutes: Int
    switch hours.count {
    case 2:
      minutes = 60 * hours.value
      if rest.first == UInt8(ascii: ":") {
        rest.removeFirst()
        guard let more = digits(&rest), more.count == 2, more.value < 60 else { return nil }
        minutes += more.value
      }
    case 4: minutes = 60 * (hours.value / 100) + hours.value % 100
    default: return nil
    }
    return Double(sign == UInt8(ascii: "-") ? -minutes : minutes) / 1440
  }

  private static func digits(_ rest: inout Text, most: Int = 4) -> (value: Int, count: Int)? {
    var (value, count) = (0, 0)
    while let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      count += 1
      guard count <= most else { return nil }
      value = 10 * value + Int(byte - UInt8(ascii: "0"))
      rest.removeFirst()
    }
    return count > 0 ? (value, count) : nil
  }

  // MARK: Calendar

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func length(ofMonth month: Int, _ year: Int) -> Int {
    month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days from 1970-01-01 to the first of January of a year.
  private static func daysBefore(year: Int) -> Int {
    let before = year - 1
    return 365 * (year - 1970) + (before / 4 - before / 100 + before / 400) - 477
  }

  /// Days since 1970-01-01, of the Gregorian calendar; nil for no date.
  static func dayNumber(year: Int, month: Int, day: Int) -> Int? {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= length(ofMonth: month, year)
    else { return nil }
    return daysBefore(year: year) + (1..<month).reduce(0) { $0 + length(ofMonth: $1, year) } + day
      - 1
  }

  /// How far the year of a moment is gone, 0 to 1.
  static func shareOfYear(_ days: Double) -> Double {
    let day = Int(days.rounded(.down))
    // The year cannot be off by more than one.
    var year = 1970 + Int((Double(day) / 365.2425).rounded(.down))
    if daysBefore(year: year) > day { year -= 1 }
    if daysBefore(year: year + 1) <= day { year += 1 }
    return (days - Double(daysBefore(year: year))) / (isLeap(year) ? 366 : 365)
  }

  /// How far the week is gone, 0 to 1, from Monday on.
  static func shareOfWeek(_ days: Double) -> Double {
    // 1970-01-01 was a Thursday.
    let share = (days.rounded(.down) + 3) / 7
    return share - share.rounded(.down)
  }

  /// How far the day is gone, 0 to 1.
  static func shareOfDay(_ days: Double) -> Double { days - days.rounded(.down) }
}
