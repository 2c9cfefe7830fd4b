import ApusCore
import ApusData
import ApusNN
import ApusPlot
import ApusTraining
import Foundation

extension Sweep {
  /// The linear regions of networks of rectified units over their depth, beside what so many units
  /// could make.
  ///
  /// Counted exactly between −10 and 10 on each axis: of networks as they are initialized, of the
  /// same after they were fitted to a wave on −1…1, and, with one input, of the network whose
  /// weights fold the line by hand, between 0 and 1.
  ///
  /// - Source: lecture S4:17, catalogue B14; Montúfar et al. 2014; Hanin and Rolnick 2019 (what
  ///   training makes of them).
  public static let linearRegions = Sweep(
    name: "linear-regions",
    summary: "linear regions of ReLU networks over depth, beside the bound (D + 1)^K",
    rows: ["B14"],
    settings: [
      Setting("inputs", .choice(["1", "2"]), default: "1", "a line or a plane"),
      Setting("units", .integer(1...64), default: "4", "D: units of each hidden layer"),
      Setting("layers", .integer(1...8), default: "5", "K: hidden layers of the deepest network"),
      Setting("repetitions", .integer(1...1000), default: "10", "networks for each depth"),
      stepsSetting(2000), rateSetting(0.01),
    ],
    columns: ["layers", "parameters", "bound", "initial", "fitted", "most", "folded", "loss"],
    expectation: "a few regions a unit, far below the bound; 4^K of the folding network",
    count: { $0.integer("layers") },
    measure: measureLinearRegions,
    draw: { settings, history in
      var chart = Chart(
        title: "linear regions of \(settings.text("units")) units a layer",
        x: Axis("hidden layers", isWhole: true), y: Axis("regions", scale: .logarithmic))
      for (column, label) in [
        ("bound", "bound"), ("folded", "folding weights"), ("fitted", "fitted"),
        ("initial", "at the beginning"), ("parameters", "parameters"),
      ] { chart.add(Line(history.points(column, over: "layers"), label: label)) }
      return [("linear-regions", chart)]
    })
}

private func measureLinearRegions(_ part: SweepPart) throws -> SweepRow? {
  let settings = part.settings
  let (units, layers) = (settings.integer("units"), part.number + 1)
  let inputs = settings.integer("inputs")
  let hidden = [Int](repeating: units, count: layers)
  let repetitions = settings.integer("repetitions")
  let resolution = inputs == 1 ? 100 : 20
  let axis = (0..<resolution).map { (index: Int) -> Double in
    -1 + 2 * (Double(index) + 0.5) / Double(resolution)
  }
  let places: [[Double]] =
    inputs == 1 ? axis.map { [$0] } : axis.flatMap { (y: Double) in axis.map { [$0, y] } }
  let features = Tensor(places.map { $0.map { Float($0) } })
  let targets = column(places.map { $0.reduce(1) { $0 * sin(1.5 * .pi * $1) } })
  var counts: [(initial: Int, fitted: Int, loss: Double)] = []
  var last: LinearRegions?
  for repetition in 0..<repetitions {
    func network(_ steps: Int) -> Sequential? {
      part.generator.state.stream = UInt64(repetition) << 32
      return fittedNetwork(
        hidden: hidden, activation: .relu, features, targets, steps: steps,
        learningRate: settings.number("learningRate"), generator: part.generator,
        goesOn: { part.goesOn(repetition, repetitions) })
    }
    guard part.goesOn(repetition, repetitions), let initial = network(0),
      let fitted = network(settings.integer("steps"))
    else { return nil }
    let found = try regions(of: fitted, inputs)
    last = found
    let difference = try fitted.predict(features) - targets
    counts.append(
      (try regions(of: initial, inputs).count, found.count, (difference * difference).mean().item)
    )
  }
  // Beyond this the folding network is no picture of anything any more.
  let folds = pow(Double(units), Double(layers))
  let folded =
    inputs == 1 && folds <= 65_536
    ? Double(
      try LinearRegions(of: foldingNetwork(folds: units, layers: layers), over: 0...1).count) : .nan
  return SweepRow(
    values: [
      Double(layers), Double(RegionBound.parameterCount(inputs: inputs, units: hidden)),
      RegionBound.regions(inputs: inputs, units: hidden), counts.map { Double($0.initial) }.mean,
      counts.map { Double($0.fitted) }.mean, Double(counts.map(\.fitted).max() ?? 0), folded,
      counts.map(\.loss).median,
    ],
    charts: last.map { [("regions-\(layers)", picture(of: $0, inputs, layers))] } ?? [])
}

private func regions(of model: Sequential, _ inputs: Int) throws -> LinearRegions {
  inputs == 1
    ? try LinearRegions(of: model, over: -10...10)
    : try LinearRegions(of: model, from: [-10, -10], along: [[20, 0], [0, 20]])
}

/// The function and its bends on a line, or the borders of the regions of a plane, from −1 to 1.
private func picture(of regions: LinearRegions, _ inputs: Int, _ layers: Int) -> Chart {
  func place(_ corner: SIMD2<Double>) -> SIMD2<Double> { corner * 20 - 10 }
  var chart = Chart(
    title: "\(layers) hidden layers: \(regions.count) linear regions",
    x: Axis("x", limits: -1...1), y: Axis(inputs == 1 ? "output" : "y", limits: -1.5...1.5))
  if inputs == 1 {
    let ends = regions.regions.flatMap { region in
      region.corners.map { corner in
        let function = region.functions[0]
        return (x: place(corner).x, y: function.x * corner.x + function.z)
      }
    }.sorted { $0.x < $1.x }
    chart.add(Line(ends))
    chart.add(Points(ends))
  } else {
    chart.y.limits = -1...1
    // A gap between polygons, so that one mark draws them all.
    chart.add(
      Line(
        regions.regions.flatMap { region in
          (region.corners + region.corners.prefix(1)).map { (x: place($0).x, y: place($0).y) }
            + [(x: .nan, y: .nan)]
        }, width: 1))
  }
  return chart
}
