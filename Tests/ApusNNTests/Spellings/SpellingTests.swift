import ApusCore
import Testing

@testable import ApusNN

/// What users of other libraries write first.
@Suite struct SpellingTests {
  @Test func lossesWithAndWithoutParentheses() {
    let pairs: [(Loss, Loss)] = [
      (.meanSquaredError, .meanSquaredError()), (.meanAbsoluteError, .meanAbsoluteError()),
      (.binaryCrossEntropy, .binaryCrossEntropy()), (.huber, .huber()), (.hinge, .hinge()),
      (.categoricalCrossEntropy, .categoricalCrossEntropy()), (.poisson, .poisson()),
      (.sparseCategoricalCrossEntropy, .sparseCategoricalCrossEntropy()), (.ctc, .ctc()),
      (.multilabelCrossEntropy, .multilabelCrossEntropy()), (.logCosh, .logCosh()),
      (.binaryFocalCrossEntropy, .binaryFocalCrossEntropy()), (.gaussianNLL, .gaussianNLL()),
      (.categoricalFocalCrossEntropy, .categoricalFocalCrossEntropy()),
      (.sumOfSquaredErrors, .sumOfSquaredErrors()), (.klDivergence, .klDivergence()),
    ]
    for (plain, called) in pairs {
      #expect(plain.name == called.name && plain.options == called.options)
      #expect(plain.reduction == called.reduction && plain.reading == called.reading)
    }
    #expect(Loss.sumOfSquaredErrors().reduction == .sum)
  }

  @Test func kernelsWithoutALabel() {
    let pairs: [(any Layer & ConfigurableModule, any Layer & ConfigurableModule)] = [
      (Conv1D(4, 3, padding: .causal), Conv1D(4, kernel: 3, padding: .causal)),
      (
        Conv2D(4, 3, strides: 2, padding: .same, activation: .relu),
        Conv2D(4, kernel: 3, strides: 2, padding: .same, activation: .relu)
      ),
      (Conv3D(4, 3, useBias: false), Conv3D(4, kernel: 3, useBias: false)),
      (Conv2DTranspose(4, 3, strides: 2), Conv2DTranspose(4, kernel: 3, strides: 2)),
      (SeparableConv2D(4, 3), SeparableConv2D(4, kernel: 3)),
    ]
    for (short, long) in pairs { #expect(short.options == long.options) }
  }

  @Test func ratesMayBeSchedules() {
    let decay = CosineDecay(initialRate: 0.1, decaySteps: 10)
    let optimizers: [any Optimizer] = [
      Adadelta(learningRate: decay), Adagrad(learningRate: decay), Adam(learningRate: decay),
      Adamax(learningRate: decay), AdamW(learningRate: decay),
      AveragedMomentum(learningRate: decay), ErrorRatioGD(learningRate: decay),
      Lion(learningRate: decay), Nadam(learningRate: decay), NormalizedGD(learningRate: decay),
      RMSprop(learningRate: decay, momentum: 0.9), SGD(learningRate: decay, momentum: 0.9),
      SGDW(learningRate: decay), SignSGD(learningRate: decay),
    ]
    for optimizer in optimizers {
      #expect(optimizer.learningRate == 0.1)
      #expect(optimizer.schedule?.learningRate(at: 5) == decay.learningRate(at: 5))
    }
    let erased: any LearningRateSchedule = decay.then(ConstantRate(0.01), after: 10)
    let optimizer = SGD(learningRate: erased)
    let parameter = Parameter(wrappedValue: Tensor([1, 2] as [Float]))
    for step in 0..<12 {
      optimizer.update([parameter], [Tensor([1, 1] as [Float])])
      #expect(optimizer.learningRate == erased.learningRate(at: step))
    }
    #expect(SGD(learningRate: 1).learningRate == 1 && SGD(learningRate: 1).schedule == nil)
  }

  @Test func optimizersAsMembers() {
    let optimizers: [any Optimizer] = [.adam, .adamW, .sgd, .rmsprop]
    #expect(
      optimizers.map(\.configuration)
        == [Adam(), AdamW(), SGD(), RMSprop()].map(\.configuration))
  }
}
