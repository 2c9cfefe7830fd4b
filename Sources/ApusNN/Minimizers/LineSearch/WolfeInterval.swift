/// The interval that a Wolfe search narrows: its best end, its other end, and the rule for the next
/// trial.
///
/// Source: Moré and Thuente 1994, section 4.
struct WolfeInterval {
  /// What is known of φ at a step.
  struct End {
    var step: Double
    var value: Double
    var slope: Double

    /// The same of φ(α) − tilt · α.
    func tilted(by tilt: Double) -> End {
      End(step: step, value: value - tilt * step, slope: slope - tilt)
    }
  }

  /// The lowest value so far; φ falls from there towards the other end.
  private(set) var best: End
  private(set) var other: End
  /// Whether a minimum is known to lie between the ends.
  private(set) var isBracketed = false
  private var width = Double.infinity
  private var widthBefore = Double.infinity

  /// Begins at α = 0.
  init(value: Double, slope: Double) {
    best = End(step: 0, value: value, slope: slope)
    other = best
  }

  /// Takes in a trial and gives the next step; nil where the interval has become too short for one.
  ///
  /// - Parameters:
  ///   - tilt: the slope of the line that is taken off φ for the choice.
  ///   - longest: the longest step that may be tried.
  mutating func next(
    after trial: End, tilt: Double, longest: Double, tolerance: Double
  ) -> Double? {
    var step = take(trial, tilt: tilt)
    if isBracketed {
      let size = abs(other.step - best.step)
      // Bisection where the trials do not shorten the interval by a third in two steps.
      if size >= 0.66 * widthBefore { step = (best.step + other.step) / 2 }
      widthBefore = width
      width = size
      let (lower, upper) = (min(best.step, other.step), max(best.step, other.step))
      guard lower < step, step < upper, size > tolerance * upper else { return nil }
    }
    return step.isFinite ? min(step, longest) : nil
  }

  /// Replaces one of the ends by the trial, or both, and gives the next step.
  private mutating func take(_ untilted: End, tilt: Double) -> Double {
    let low = best.tilted(by: tilt)
    let far = other.tilted(by: tilt)
    let trial = untilted.tilted(by: tilt)
    let cubic = Cubic(low, trial)
    let turned = trial.slope * (low.slope < 0 ? -1 : 1) < 0
    // How far beyond the trial the next step may be, before the interval is bracketed.
    let (nearest, farthest) = reach(beyond: trial.step)
    var step: Double

    if trial.value > low.value {
      // Too far: the minimum lies between; the cubic's where it is nearer to the best end, else the
      // middle of both.
      let parabola = low.step + (trial.step - low.step) * parabolaFraction(low, trial)
      let minimum = cubic.minimum
      step =
        abs(minimum - low.step) < abs(parabola - low.step)
        ? minimum : minimum + (parabola - minimum) / 2
      isBracketed = true
    } else if turned {
      // Lower, and the slope has turned: the minimum lies between; the one farther from the trial.
      let secant = secantStep(low, trial)
      let minimum = cubic.minimum
      step = abs(minimum - trial.step) > abs(secant - trial.step) ? minimum : secant
      isBracketed = true
    } else if abs(trial.slope) < abs(low.slope) {
      // Lower and flatter: the minimum lies beyond; the cubic's where it has one there.
      let minimum = cubic.minimumBeyondSecond ?? (trial.step > low.step ? farthest : nearest)
      let secant = secantStep(low, trial)
      let isCubicNearer = abs(minimum - trial.step) < abs(secant - trial.step)
      step = isCubicNearer == isBracketed ? minimum : secant
      if isBracketed {
        let limit = trial.step + 0.66 * (far.step - trial.step)
        step = trial.step > low.step ? min(limit, step) : max(limit, step)
      } else {
        step = max(nearest, min(farthest, step))
      }
    } else if isBracketed {
      // Lower and no flatter.
      step = Cubic(trial, far).minimum
    } else {
      step = trial.step > low.step ? farthest : nearest
    }

    if trial.value > low.value {
      other = untilted
    } else {
      if turned { other = best }
      best = untilted
    }
    return step
  }

  /// The bounds of a step beyond the trial at `step`: the interval's ends, or 1.1 to 4 times the
  /// way from the best end farther; from α = 0, 0 to 4 times.
  private func reach(beyond step: Double) -> (Double, Double) {
    if isBracketed { return (min(best.step, other.step), max(best.step, other.step)) }
    let way = step - best.step
    return (best.step == 0 ? 0 : step + 1.1 * way, step + 4 * way)
  }
}

/// Where the parabola with a's value and slope and b's value has its minimum, as a fraction of the
/// way from a to b.
private func parabolaFraction(_ a: WolfeInterval.End, _ b: WolfeInterval.End) -> Double {
  let chord = (a.value - b.value) / (b.step - a.step)
  return a.slope / (chord + a.slope) / 2
}

/// Where the parabola with the slopes of a and b has its minimum.
private func secantStep(_ a: WolfeInterval.End, _ b: WolfeInterval.End) -> Double {
  b.step + b.slope / (b.slope - a.slope) * (a.step - b.step)
}

/// The cubic with the values and slopes of two ends.
private struct Cubic {
  private let first: WolfeInterval.End
  private let second: WolfeInterval.End
  private let theta: Double
  /// The root of the derivative's discriminant; 0 where that is negative and there is no minimum.
  private let root: Double

  init(_ first: WolfeInterval.End, _ second: WolfeInterval.End) {
    self.first = first
    self.second = second
    let chord = (first.value - second.value) / (second.step - first.step)
    theta = 3 * chord + first.slope + second.slope
    let scale = max(abs(theta), abs(first.slope), abs(second.slope))
    let ratio = theta / scale
    let square = ratio * ratio - first.slope / scale * (second.slope / scale)
    root = scale > 0 ? scale * max(0, square).squareRoot() : 0
  }

  /// The minimum between the ends.
  var minimum: Double {
    let signed = second.step > first.step ? root : -root
    let numerator = (signed - first.slope) + theta
    let denominator = ((signed - first.slope) + signed) + second.slope
    return first.step + numerator / denominator * (second.step - first.step)
  }

  /// The minimum on the far side of the second end; nil where the cubic has none there.
  var minimumBeyondSecond: Double? {
    let signed = second.step > first.step ? -root : root
    let numerator = (signed - second.slope) + theta
    let denominator = (signed + (first.slope - second.slope)) + signed
    let fraction = numerator / denominator
    guard fraction < 0, root != 0 else { return nil }
    return second.step + fraction * (first.step - second.step)
  }
}
