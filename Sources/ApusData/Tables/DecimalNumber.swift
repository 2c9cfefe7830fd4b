/// The finite decimal number that `text` says; nil for anything else, infinity and 0x10 included.
///
/// - Parameter allowsComma: whether a comma may stand for the point, as in "3,14".
func decimalNumber(_ text: String, allowsComma: Bool = false) -> Double? {
  var commas = 0
  var hasDigit = false
  let isDecimal = text.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      hasDigit = true
      return true
    case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "e"),
      UInt8(ascii: "E"):
      return true
    case UInt8(ascii: ",") where allowsComma:
      commas += 1
      return true
    default: return false
    }
  }
  guard isDecimal, hasDigit, commas <= 1 else { return nil }
  if commas == 1, text.utf8.contains(UInt8(ascii: ".")) { return nil }
  guard let number = Double(commas == 1 ? text.replacing(",", with: ".") : text), number.isFinite
  else { return nil }
  return number
}
