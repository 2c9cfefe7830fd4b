/// The width of text in pixels, as DejaVu Sans has it; the font that browsers take instead is a
/// little narrower.
///
/// Without it a label could not be given just the room that it needs.
func textWidth(_ text: String, size: Double = 13) -> Double {
  let thousandths = text.unicodeScalars.reduce(0) { sum, scalar in
    let place = Int(scalar.value) - 32
    // What is not ASCII: as wide as most letters, those of East Asia wider.
    return sum
      + (advances.indices.contains(place) ? advances[place] : scalar.value < 0x2E80 ? 640 : 1000)
  }
  return Double(thousandths) * size / 1000
}

/// The text, or its beginning and … where it is wider than `width` pixels.
func shortened(_ text: String, to width: Double, size: Double = 13) -> String {
  guard textWidth(text, size: size) > width else { return text }
  var kept = text
  while !kept.isEmpty && textWidth(kept + "…", size: size) > width { kept.removeLast() }
  return kept + "…"
}

/// The size, at most `size` and at least `least`, at which text is no wider than `width` pixels.
func fittingSize(_ text: String, to width: Double, size: Double, least: Double) -> Double {
  let wanted = textWidth(text, size: size)
  return wanted <= width ? size : max(least, (size * width / wanted * 10).rounded(.down) / 10)
}

/// Thousandths of the font's size for the characters from the space to the tilde.
private let advances = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636,
  636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
  575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685,
  611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579,
  278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
]
