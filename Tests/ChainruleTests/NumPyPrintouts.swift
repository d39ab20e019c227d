import Chainrule
import Testing

// What NumPy 2.4.6 prints for arrays of the same elements (its `True` and `False` in Swift's words).

/// A tensor and the text that NumPy has for it.
struct Printout: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let tensor: Tensor
    let text: String

    init(_ name: String, _ tensor: Tensor, _ text: String) {
        testDescription = name
        self.tensor = tensor
        self.text = text
    }
}

extension Printout {
    static let scalars: [Printout] = [
        Printout("a whole scalar", Tensor([3.0] as [Float], shape: []), "3.0"),
        Printout("a fraction", Tensor([0.1] as [Float], shape: []), "0.1"),
        Printout("a third in float32", Tensor([0.3333333333333333] as [Float], shape: []), "0.33333334"),
        Printout(
            "a third in float64", Tensor([0.3333333333333333] as [Double], shape: []),
            "0.3333333333333333"),
        Printout("negative zero", Tensor([-0.0] as [Float], shape: []), "-0.0"),
        Printout("a million in float32", Tensor([1000000.0] as [Float], shape: []), "1e+06"),
        Printout("below a million in float32", Tensor([999999.9] as [Float], shape: []), "999999.9"),
        Printout("a million in float64", Tensor([1000000.0] as [Double], shape: []), "1000000.0"),
        Printout("large float64", Tensor([1.5e+16] as [Double], shape: []), "1.5e+16"),
        Printout("nearly 1e16", Tensor([1234567890123456.0] as [Double], shape: []), "1234567890123456.0"),
        Printout("small float32", Tensor([1e-05] as [Float], shape: []), "1e-05"),
        Printout("smallest float64", Tensor([.leastNonzeroMagnitude] as [Double], shape: []), "5e-324"),
        Printout("nan", Tensor([.nan] as [Float], shape: []), "nan"),
        Printout("minus infinity", Tensor([-.infinity] as [Double], shape: []), "-inf"),
        Printout("an integer", Tensor([-42] as [Int32], shape: []), "-42"),
        Printout("a byte", Tensor([255] as [UInt8], shape: []), "255"),
        Printout("a truth value", Tensor([true] as [Bool], shape: []), "true"),
    ]

    static let vectors: [Printout] = [
        Printout("whole numbers", Tensor([1.0, 2.0, 3.0] as [Float], shape: [3]), "[1. 2. 3.]"),
        Printout("signs", Tensor([-1.0, 2.0, -3.0] as [Float], shape: [3]), "[-1.  2. -3.]"),
        Printout(
            "different lengths", Tensor([1.0, 2.25, -3.5] as [Float], shape: [3]),
            "[ 1.    2.25 -3.5 ]"),
        Printout(
            "eight decimals", Tensor([0.1, 0.2, 0.3, 0.3333333333333333] as [Float], shape: [4]),
            "[0.1        0.2        0.3        0.33333334]"),
        Printout(
            "float64 rounded to eight decimals",
            Tensor([0.3333333333333333, 0.6666666666666666, 1.0] as [Double], shape: [3]),
            "[0.33333333 0.66666667 1.        ]"),
        Printout(
            "float64 whose rounding ends in zeros", Tensor([0.1000000001, 0.25] as [Double], shape: [2]),
            "[0.1  0.25]"),
        Printout(
            "more digits than eight decimals show",
            Tensor([3.14159265358979, 2.71828182845905] as [Double], shape: [2]),
            "[3.14159265 2.71828183]"),
        Printout("negative zero", Tensor([-0.0, 0.0, 1.0] as [Float], shape: [3]), "[-0.  0.  1.]"),
        Printout("only zeros", Tensor([0.0, 0.0] as [Float], shape: [2]), "[0. 0.]"),
        Printout("nan among numbers", Tensor([1.0, .nan, 2.5] as [Float], shape: [3]), "[1.  nan 2.5]"),
        Printout(
            "infinities", Tensor([.infinity, -.infinity, 1.0] as [Float], shape: [3]),
            "[ inf -inf   1.]"),
        Printout("nothing finite", Tensor([.nan, .infinity] as [Float], shape: [2]), "[nan inf]"),
        Printout(
            "nothing finite but negative", Tensor([.nan, -.infinity] as [Float], shape: [2]),
            "[ nan -inf]"),
        Printout("a single element", Tensor([7.5] as [Float], shape: [1]), "[7.5]"),
        Printout("small numbers", Tensor([1e-05, 2e-05] as [Float], shape: [2]), "[1.e-05 2.e-05]"),
        Printout(
            "just above the small limit", Tensor([0.0001, 0.0002] as [Float], shape: [2]),
            "[0.0001 0.0002]"),
        Printout("zero beside small", Tensor([0.0, 1e-08] as [Float], shape: [2]), "[0.e+00 1.e-08]"),
        Printout(
            "large numbers in float32", Tensor([1000000.0, 2000000.0] as [Float], shape: [2]),
            "[1.e+06 2.e+06]"),
        Printout(
            "large numbers below the limit", Tensor([999999.0, 1000.0] as [Float], shape: [2]),
            "[999999.   1000.]"),
        Printout(
            "large numbers in float64", Tensor([100000000.0, 20000000.0] as [Double], shape: [2]),
            "[1.e+08 2.e+07]"),
        Printout(
            "below the limit in float64", Tensor([99999999.0, 12345678.5] as [Double], shape: [2]),
            "[99999999.  12345678.5]"),
        Printout("far apart", Tensor([0.5, 1000.0] as [Float], shape: [2]), "[5.e-01 1.e+03]"),
        Printout(
            "as far apart as columns allow", Tensor([1.0, 1000.0] as [Float], shape: [2]),
            "[   1. 1000.]"),
        Printout(
            "mixed magnitudes", Tensor([0.0015, -123.456, 70000.0, 0.0] as [Float], shape: [4]),
            "[ 1.50000e-03 -1.23456e+02  7.00000e+04  0.00000e+00]"),
        Printout(
            "three digits of exponent", Tensor([1e+100, 1e-05, -2.5] as [Double], shape: [3]),
            "[ 1.0e+100  1.0e-005 -2.5e+000]"),
        Printout(
            "extremes of float64",
            Tensor([.leastNonzeroMagnitude, .greatestFiniteMagnitude] as [Double], shape: [2]),
            "[4.94065646e-324 1.79769313e+308]"),
        Printout(
            "exponents beside nan", Tensor([1e-10, .nan, -.infinity] as [Float], shape: [3]),
            "[1.e-10    nan   -inf]"),
        Printout(
            "exponents with negative numbers", Tensor([-1.25e-06, 35000000.0] as [Float], shape: [2]),
            "[-1.25e-06  3.50e+07]"),
        Printout("integers", Tensor([1, -20, 300] as [Int32], shape: [3]), "[  1 -20 300]"),
        Printout(
            "the ends of int32", Tensor([-2_147_483_648, 2_147_483_647, 0] as [Int32], shape: [3]),
            "[-2147483648  2147483647           0]"),
        Printout("bytes", Tensor([0, 10, 255] as [UInt8], shape: [3]), "[  0  10 255]"),
        Printout("truth values", Tensor([true, false, true] as [Bool], shape: [3]), "[ true false  true]"),
        Printout("only true", Tensor([true, true] as [Bool], shape: [2]), "[ true  true]"),
    ]
}
