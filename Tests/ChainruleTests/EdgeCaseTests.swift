import Chainrule
import TestSupport
import Testing

/// Places where a formula that is right elsewhere gives something else.
@Suite struct EdgeCaseTests {
    func reals(_ numbers: [Double]) -> Tensor { Tensor(numbers, dtype: .float64) }

    @Test("the smallest of whole numbers is not found among their negatives")
    func smallestWholeNumber() {
        #expect(Tensor([0, 5], dtype: .uint8).min().item() == 0)
        let lowest = Tensor([Int32.min, 5, .max], shape: [3])
        #expect(lowest.min().item() == Double(Int32.min))
        #expect(lowest.max().item() == Double(Int32.max))
        #expect(Tensor([200, 100], dtype: .uint8).max().item() == 200)
    }

    @Test("a sum over all axes of some columns leaves out the others", arguments: [DType.float32, .float64])
    func columns(dtype: DType) {
        // As many columns as rows before some are cut off.
        let x = Tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]], dtype: dtype)[0..<3, 0..<2]
        #expect(x.sum().item() == 27)
        #expect(x.max().item() == 8)
    }

    @Test("the largest and the smallest pass gradients in equal shares, and nothing to the others")
    func shares() {
        let x = reals([3, 1, 3, 1, 2])
        func gradient(_ y: Tensor) -> [Double] {
            gradients(of: y, withRespectTo: x, upstream: Tensor(.infinity, dtype: .float64)).scalars()
        }
        #expect(gradient(x.max()) == [.infinity, 0, .infinity, 0, 0])
        #expect(gradient(x.min()) == [0, .infinity, 0, .infinity, 0])
        expectClose(gradients(of: x.max(), withRespectTo: x), reals([0.5, 0, 0.5, 0, 0]))
        let y = reals([1, .nan, 2])
        expectClose(gradients(of: y.max(), withRespectTo: y), reals([0, 1, 0]))
    }

    @Test("powers of zero have the derivatives of the functions they are", arguments: 0...3)
    func powersOfZero(exponent: Int) {
        let x = reals([0])
        let factorial = Double((1...max(1, exponent)).reduce(1, *))
        for function in [pow(x, Double(exponent)), pow(x, reals([Double(exponent)]))] {
            var derivative = function
            for order in 0...4 {
                #expect(derivative.item() == (order == exponent ? factorial : 0))
                derivative = gradients(of: derivative, withRespectTo: x, unused: .zeros)
            }
        }
    }

    @Test("the exponent of a positive base has a gradient, of zero the limit, of a negative one none")
    func exponents() {
        let (x, y) = (reals([2, 0, -2]), reals([3, 2, 2]))
        let (dx, dy) = gradients(of: pow(x, y), withRespectTo: x, y, upstream: reals([1, 1, 1]))
        expectClose(dx, reals([12, 0, -4]))
        expectClose(dy, reals([8 * 0.693147180559945309, 0, .nan]))
        expectClose(gradients(of: pow(2, y).sum(), withRespectTo: y)[0], reals([8 * 0.693147180559945309])[0])
    }

    @Test("the mixed second derivative of a power with exponent zero is 1/x")
    func mixedDerivative() {
        let (x, y) = (reals([4]), reals([0]))
        let dx = gradients(of: pow(x, y), withRespectTo: x)
        #expect(gradients(of: dx, withRespectTo: y).item() == 0.25)
    }

    @Test("log-softmax and cross-entropy keep their digits beside large logits")
    func largeLogits() {
        let logits = Tensor([[10_000, 10_000]])
        let expected = Float(-0.6931472)
        #expect(logSoftmax(logits).scalars() == [expected, expected])
        let losses = crossEntropies(logits, Tensor([1], dtype: .int32))
        #expect(losses.scalars() == [-expected])
    }

    @Test("log1p, expm1 and softplus keep their digits near zero")
    func nearZero() {
        let x = reals([1e-20, -1e-20])
        expectClose(log1p(x), x, tolerance: .relative(1e-15))
        expectClose(expm1(x), x, tolerance: .relative(1e-15))
        expectClose(softplus(reals([-50])), reals([1.9287498479639178e-22]), tolerance: .relative(1e-14))
    }

    @Test("the index of the largest element is that of the first NaN, if there is one")
    func argmaxOfNaN() {
        let x = reals([1, .nan, 3, .nan, 4])
        #expect(x.argmax().item() == 1)
        #expect(x.reversed(axes: [0]).argmax().item() == 1)
    }

    @Test("a variance without degrees of freedom is not a number")
    func variance() {
        let one = reals([5])
        #expect(one.variance().item() == 0)
        #expect(one.variance(correction: 1).item().isNaN)
        #expect(one.variance(correction: 2).item().isNaN)
        #expect(reals([1, 3]).variance(correction: 1).item() == 2)
    }

    @Test("a class index of one byte finds its class among more than 256")
    func manyClasses() {
        let marks = Tensor([255], dtype: .uint8).oneHot(300)
        #expect(marks.sum().item() == 1)
        #expect(marks.argmax().item() == 255)
    }

    @Test("what passes through whole numbers has no gradient, and zeros on request")
    func throughIntegers() {
        let x = reals([1.5, 2.5])
        let y = (x.cast(to: .int32).cast(to: .float64) * x).sum()
        expectClose(gradients(of: y, withRespectTo: x), reals([1, 2]))
        let steps = x.cast(to: .int32).cast(to: .float64).sum()
        expectClose(gradients(of: steps, withRespectTo: x, unused: .zeros), reals([0, 0]))
    }

    @Test("empty tensors have sums, products and gradients")
    func empty() {
        let x = Tensor.zeros([0, 3], dtype: .float64)
        #expect(x.sum().item() == 0 && x.mean().item().isNaN)
        #expect(x.max(axes: 1).shape == [0] && x.argmax().shape == [0])
        #expect(matmul(x.transposed(), x).scalars() == [Double](repeating: 0, count: 9))
        let weights = Tensor.ones([3, 2], dtype: .float64)
        let dw = gradients(of: matmul(x, weights).sum(), withRespectTo: weights)
        #expect(dw.scalars() == [Double](repeating: 0, count: 6))
        #expect(gradients(of: x.logSumExp(axes: 1).sum(), withRespectTo: x).shape == [0, 3])
        #expect(x.gather(Tensor([], dtype: .int32)).shape == [0, 3])
    }
}
