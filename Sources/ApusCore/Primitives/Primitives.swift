/// The types of all primitives: each folder beside this file lists its own.
package enum Primitives {
  /// The primitives of this target.
  package static let core: [any AnyPrimitive.Type] = [
    activations, attention, convolution, elementwise, indexing, linearAlgebra, normalization,
    pooling, products, random, reductions, regions, resampling, shaping, signal, softmax, sorting,
  ].flatMap { $0 }
}
