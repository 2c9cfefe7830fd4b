import CApusKernels

/// out = max(a, b)
package struct MaximumPrimitive: ExtremePrimitive {
  package static let name = "maximum"
  package static let kernel = APUS_MAXIMUM
  package static func wins(_ a: Tensor, over b: Tensor) -> Tensor { a .> b }
}

/// The greater of a and b, element by element, broadcast together; NaN where either is.
///
/// Where they are equal, each gets half of the gradient.
public func maximum(_ a: Tensor, _ b: Tensor) -> Tensor { applyPromoted(MaximumPrimitive(), a, b) }

/// The greater of each element and `b`.
public func maximum(_ a: Tensor, _ b: Double) -> Tensor { maximum(a, a.scalar(b)) }

/// The greater of `a` and each element.
public func maximum(_ a: Double, _ b: Tensor) -> Tensor { maximum(b.scalar(a), b) }
