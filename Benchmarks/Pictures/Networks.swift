import Apus

/// A network in one line and one with branches.
func drawNetworks() throws -> [any Drawing] {
  let recipe = Recipe.lenet5
  let values = try SettingValues([:], for: recipe.settings)
  let line = try recipe.makeModel(values).layerGraph(try recipe.inputShape(values))

  let input = Input([32, 32, 3])
  var value = Conv2D(16, kernel: 3, padding: .same, activation: .relu)(input)
  for filters in [16, 32] {
    let wide = Conv2D(filters, kernel: 5, padding: .same, activation: .relu)(value)
    let narrow = Conv2D(filters, kernel: 3, padding: .same, activation: .relu)(value)
    let straight = Conv2D(filters, kernel: 1, activation: .relu)(value)
    let joined = Concatenate()(wide, narrow, straight)
    let short = Conv2D(3 * filters, kernel: 1)(value)
    value = MaxPooling2D()(BatchNormalization()(joined) + short)
  }
  let output = Dense(10)(GlobalAveragePooling2D()(value))
  let branches = Model(inputs: input, outputs: output).layerGraph()
  return [
    NetworkDiagram(line, name: "lenet5"),
    NetworkDiagram(branches, name: "branches and short cuts", mostRows: 8),
  ]
}

/// Attention that has learned to turn a sequence round.
final class Reverser: Layer {
  let tokens = TokenAndPositionEmbedding(
    vocabularySize: 10, sequenceLength: 8, embeddingDim: 32)
  let query = Dense(32)
  let key = Dense(32)
  let value = Dense(32)
  let out = Dense(10)

  func attend(_ input: Tensor) -> (output: Tensor, weights: Tensor) {
    let embedded = tokens(input)
    func head(_ layer: Dense) -> Tensor {
      layer(embedded).reshaped(to: [input.shape[0], 8, 1, 32])
    }
    return attentionWithWeights(head(query), head(key), head(value))
  }

  func callAsFunction(_ input: Tensor) -> Tensor {
    out(attend(input).output.reshaped(to: [input.shape[0], 8, 32]))
  }
}

/// Where it looks: from each place of the output to the opposite place of the input.
func drawAttention() throws -> any Drawing {
  let model = Reverser()
  let optimizer = Adam(learningRate: 0.003)
  let generator = RandomGenerator(seed: 4)
  func draw(_ count: Int) -> Tensor {
    let places = Tensor.randomUniform([count, 8], generator: generator).floats
    return Tensor(places.map { Int32(min(9, $0 * 10)) }, shape: [count, 8])
  }
  func turned(_ sequences: Tensor) -> Tensor {
    let rows = sequences.doubles
    return Tensor(
      rows.indices.map { Int32(rows[$0 / 8 * 8 + 7 - $0 % 8]) }, shape: sequences.shape)
  }
  RandomGenerator.with(generator) { _ = model(draw(1)) }
  for _ in 0..<600 {
    let batch = draw(64)
    let (loss, gradients) = valueAndGradient(at: model.parameters) {
      sparseCategoricalCrossEntropy(model(batch), turned(batch), fromLogits: true)
    }
    optimizer.update(model.parameters, gradients, loss: loss)
  }
  let sequence = draw(1)
  let digits = sequence.doubles.map { "\(Int($0))" }
  let guesses = model(sequence).argmax(axis: -1).doubles.map { "\(Int($0))" }
  var chart = Chart.attention(
    attended(model.attend(sequence).weights),
    queries: guesses.enumerated().map { "\($0 + 1): \($1)" },
    keys: digits.enumerated().map { "\($0 + 1): \($1)" },
    title: "attention that turns a sequence round")
  chart.x.label = "input (place: digit)"
  chart.y.label = "output (place: digit)"
  return chart
}

/// The weights of the only head and sequence.
private func attended(_ weights: Tensor) -> Tensor { weights.reshaped(to: [8, 8]) }
