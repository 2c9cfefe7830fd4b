import CApusKernels

/// out = min(a, b)
package struct MinimumPrimitive: ExtremePrimitive {
  package static let name = "minimum"
  package static let kernel = APUS_MINIMUM
  package static func wins(_ a: Tensor, over b: Tensor) -> Tensor { a .< b }
}

/// The lesser of a and b, element by element, broadcast together; NaN where either is.
///
/// Where they are equal, each gets half of the gradient.
public func minimum(_ a: Tensor, _ b: Tensor) -> Tensor { applyPromoted(MinimumPrimitive(), a, b) }

/// The lesser of each element and `b`.
public func minimum(_ a: Tensor, _ b: Double) -> Tensor { minimum(a, a.scalar(b)) }

/// The lesser of `a` and each element.
public func minimum(_ a: Double, _ b: Tensor) -> Tensor { minimum(b.scalar(a), b) }
