import ApusCore
import ApusNN

/// The linear regions of a network of rectified units on a line or a plane through its inputs:
/// where it is one affine function of the place, because the same units are active.
///
/// ```swift
/// let regions = try LinearRegions(of: model, from: [-1], along: [[2]])
/// print(regions.count, RegionBound.regions(units: [8, 8]))
/// ```
///
/// They are found exactly, not by sampling: layer by layer, every unit's line cuts the regions that
/// it passes through, since on each of them what comes before is affine. All weights are taken as
/// float64; pieces narrower than 10⁻¹⁰ of the slice are not told apart. Work and memory grow with
/// the regions times the units. Two regions may have the same affine function where all later
/// weights of the units that differ are 0. Source: Montúfar et al. 2014; Prince, Understanding Deep
/// Learning, chapter 4; lecture S4:17.
public struct LinearRegions: Sendable {
  /// A piece of the slice on which the network is affine.
  public struct Region: Sendable {
    /// The corners, in coordinates of the slice from 0 to 1: the two ends of a piece of a line
    /// (with y = 0), or the corners of a convex polygon in order.
    public let corners: [SIMD2<Double>]
    /// Which units are active, layer by layer.
    public let activity: [Bool]
    /// For each output its derivatives along the slice's coordinates and its value at their origin.
    public let functions: [SIMD3<Double>]

    /// The mean of the corners, which lies inside.
    public var center: SIMD2<Double> { ApusTraining.center(of: corners) }
  }

  /// The regions.
  public let regions: [Region]

  /// How many there are.
  public var count: Int { regions.count }

  /// The regions of `model` on the points origin + u · directions[0] + v · directions[1], u and v
  /// from 0 to 1.
  ///
  /// - Parameters:
  ///   - model: layers of ``Dense``, ReLU activations among them, and layers that change nothing
  ///     when a network is used.
  ///   - origin: an input.
  ///   - directions: one for a line, two for a plane, each as long as the origin.
  /// - Throws: ``TrainingError`` where the model has other layers, or vectors do not fit its input.
  public init(of model: Sequential, from origin: [Double], along directions: [[Double]]) throws {
    guard 1...2 ~= directions.count, !origin.isEmpty,
      directions.allSatisfy({ $0.count == origin.count })
    else {
      throw TrainingError(
        """
        linear regions need an origin and one or two directions of its length, not \(origin.count) \
        and \(directions.map(\.count))
        """
      )
    }
    model.build([origin.count])
    let steps = try RectifierStep.steps(of: model, inputs: origin.count)
    let start = origin.indices.map { input in
      SIMD3(
        directions[0][input], directions.count > 1 ? directions[1][input] : 0, origin[input])
    }
    let corners: [SIMD2<Double>] =
      directions.count == 1 ? [[0, 0], [1, 0]] : [[0, 0], [1, 0], [1, 1], [0, 1]]
    var regions = [Region(corners: corners, activity: [], functions: start)]
    for step in steps { regions = regions.flatMap(step.callAsFunction) }
    self.regions = regions
  }

  /// The regions on the line through the inputs from `low` to `high` of a network with one input.
  ///
  /// - Throws: ``TrainingError`` where the model has other layers than ``init(of:from:along:)``
  ///   takes.
  public init(of model: Sequential, over range: ClosedRange<Double>) throws {
    try self.init(
      of: model, from: [range.lowerBound], along: [[range.upperBound - range.lowerBound]])
  }
}

/// The mean of some points.
private func center(of corners: [SIMD2<Double>]) -> SIMD2<Double> {
  corners.reduce(.zero, +) / Double(max(1, corners.count))
}

/// What one layer does to the affine functions of a region.
private enum RectifierStep {
  /// W x + b: the rows of W, an output each.
  case affine(weights: [[Double]], bias: [Double])
  /// max(0, x).
  case rectified

  static func steps(of model: Sequential, inputs: Int) throws -> [RectifierStep] {
    var steps: [RectifierStep] = []
    for layer in model.layers {
      switch layer {
      case let dense as Dense:
        let (rows, units) = (dense.weight.shape[0], dense.units)
        let weights = dense.weight.doubles
        steps.append(
          .affine(
            weights: (0..<units).map { unit in (0..<rows).map { weights[$0 * units + unit] } },
            bias: dense.bias?.wrappedValue.doubles ?? [Double](repeating: 0, count: units)))
        try append(dense.activation, to: &steps)
      case let activation as Activation: try append(activation.function, to: &steps)
      case is Flatten, is Dropout: break
      case let inner as Sequential:
        steps += try RectifierStep.steps(of: inner, inputs: inputs)
      default:
        throw TrainingError(
          "linear regions are those of Dense layers with relu; \(type(of: layer)) is another layer")
      }
    }
    return steps
  }

  private static func append(
    _ activation: ActivationFunction, to steps: inout [RectifierStep]
  ) throws {
    switch activation {
    case .linear: break
    case .relu: steps.append(.rectified)
    default:
      throw TrainingError(
        "linear regions are those of Dense layers with relu; \(activation.name) bends everywhere")
    }
  }

  /// The regions into which this step cuts one.
  func callAsFunction(_ region: LinearRegions.Region) -> [LinearRegions.Region] {
    switch self {
    case .affine(let weights, let bias):
      let functions = zip(weights, bias).map { row, constant in
        zip(row, region.functions).reduce(SIMD3(0, 0, constant)) { $0 + $1.0 * $1.1 }
      }
      return [
        LinearRegions.Region(
          corners: region.corners, activity: region.activity, functions: functions)
      ]
    case .rectified:
      var pieces = [region.corners]
      for function in region.functions { pieces = pieces.flatMap { cut($0, by: function) } }
      return pieces.map { corners in
        let middle = center(of: corners)
        let isActive = region.functions.map { value(of: $0, at: middle) > 0 }
        return LinearRegions.Region(
          corners: corners, activity: region.activity + isActive,
          functions: zip(region.functions, isActive).map { $1 ? $0 : .zero })
      }
    }
  }
}

private func value(of function: SIMD3<Double>, at point: SIMD2<Double>) -> Double {
  function.x * point.x + function.y * point.y + function.z
}

/// The parts of a convex piece where a function is above and below 0; the piece itself where it has
/// one sign.
private func cut(_ corners: [SIMD2<Double>], by function: SIMD3<Double>) -> [[SIMD2<Double>]] {
  let values = corners.map { value(of: function, at: $0) }
  let size = abs(function.x) + abs(function.y)
  let tolerance = 1e-10 * size
  guard values.contains(where: { $0 > tolerance }), values.contains(where: { $0 < -tolerance })
  else { return [corners] }
  var above: [SIMD2<Double>] = []
  var below: [SIMD2<Double>] = []
  for (index, corner) in corners.enumerated() {
    if values[index] >= 0 { above.append(corner) }
    if values[index] <= 0 { below.append(corner) }
    // A piece of a line has one edge, not one there and one back.
    let next = index + 1 < corners.count ? index + 1 : 0
    guard corners.count > 2 || next > index, values[index] * values[next] < 0 else { continue }
    let share = values[index] / (values[index] - values[next])
    let crossing = corner + share * (corners[next] - corner)
    above.append(crossing)
    below.append(crossing)
  }
  return [above, below]
}
