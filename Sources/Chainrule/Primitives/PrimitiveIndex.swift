/// Every primitive there is: what the gradient check and the conformance of an engine run over.
///
/// A test compares this list with the types declared beside it.
package let allPrimitives: [any Primitive.Type] = [
    Constant.self, Placeholder.self, Iota.self, RandomUniform.self,
    // Arithmetic
    Add.self, Subtract.self, Multiply.self, Divide.self, Power.self, ScalarPower.self, Maximum.self,
    Minimum.self,
    Negate.self, Abs.self, Sign.self, Floor.self, Round.self, Reciprocal.self,
    // Functions
    Exp.self, Expm1.self, Log.self, Log1p.self, Sqrt.self, Rsqrt.self, Sin.self, Cos.self, Erf.self,
    Erfc.self, NormalCDF.self, Gelu.self, GeluSlope.self, Tanh.self, Sigmoid.self, SigmoidSlope.self,
    Softplus.self, ReLU.self,
    // Choice
    Compare.self, Logical.self, Select.self, Cast.self,
    // Shape
    BroadcastTo.self, Reshape.self, Permute.self, Slice.self, Pad.self, Concatenate.self,
    Gather.self, ScatterAdd.self,
    // Reductions
    Sum.self, Max.self, Min.self, ArgMax.self,
    // Networks
    MatMul.self, Convolution.self, ConvolutionInputGradient.self, ConvolutionWeightGradient.self,
    MaxPool.self, MaxPoolGradient.self, MaxPoolSelect.self, AveragePool.self, AveragePoolGradient.self,
    LocalResponseNorm.self, LocalResponseNormGradient.self,
    Recurrence.self, RecurrenceGradient.self, Attention.self, AttentionGradient.self,
    SoftmaxCrossEntropy.self, SoftmaxCrossEntropyGradient.self,
    // Gradients
    StopGradient.self, CustomGradient.self,
]
