extension Primitives {
  static let elementwise: [any AnyPrimitive.Type] = [
    Absolute.self, AddPrimitive.self, AddScalar.self, ArcCosine.self, ArcSine.self, ArcTangent.self,
    ArcTangent2.self, Cast.self, Ceiling.self, Clamp.self, Cosine.self, Divide.self,
    DivideScalar.self, Equal.self, ErrorFunction.self, ErrorFunctionComplement.self,
    Exponential.self, Exponential2.self, ExponentialMinusOne.self, Floor.self, FloorDivide.self,
    Greater.self, GreaterEqual.self, HyperbolicArcCosine.self, HyperbolicArcSine.self,
    HyperbolicArcTangent.self, HyperbolicCosine.self, HyperbolicSine.self, HyperbolicTangent.self,
    IsFinite.self, IsInfinite.self, IsNaN.self, Less.self, LessEqual.self, Logarithm.self,
    Logarithm10.self, Logarithm2.self, LogarithmOnePlus.self, LogicalAnd.self, LogicalOr.self,
    LogicalXor.self, MaximumPrimitive.self, MinimumPrimitive.self, MultiplyPrimitive.self,
    MultiplyScalar.self, Negate.self, NotEqual.self, Power.self, PowerScalar.self,
    ReLUGradient.self, ReLUPrimitive.self, Reciprocal.self, ReciprocalSquareRoot.self,
    Remainder.self, Round.self, Select.self, Sigmoid.self, SigmoidGradient.self, Sign.self,
    Sine.self, Square.self, SquareRoot.self, SubtractPrimitive.self, SubtractScalar.self,
    Tangent.self, TanhGradient.self, Truncate.self,
  ]
}
