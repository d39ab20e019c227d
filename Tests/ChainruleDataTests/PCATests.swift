import Chainrule
import ChainruleData
import Foundation
import TestSupport
import Testing

/// The expected numbers are scikit-learn's; see Tests/Golden/make_preprocessing.py.
@Suite("Principal components")
struct PCATests {
    private let golden: Golden

    init() throws { golden = try Golden("preprocessing") }

    private func check(
        _ name: String, _ pca: PCA, _ others: Tensor, tolerance: Tolerance = 1e-12, isWhitened: Bool = false
    ) throws {
        expectClose(pca.components, try golden["\(name).components"], tolerance: tolerance, name)
        let count = pca.explainedVariance.count
        expectClose(
            Tensor(pca.explainedVariance, shape: [count]), try golden["\(name).variances"],
            tolerance: tolerance, name)
        expectClose(
            Tensor(pca.explainedVarianceRatio, shape: [count]), try golden["\(name).ratios"],
            tolerance: tolerance, name)
        if isWhitened { return }
        expectClose(pca.apply(to: others), try golden["\(name).output"], tolerance: tolerance, name)
        expectClose(
            pca.inverse(of: pca.apply(to: others)), try golden["\(name).inverse"], tolerance: tolerance, name)
    }

    @Test("are scikit-learn's, with the largest element of each positive")
    func components() throws {
        let (x, more) = (try golden["correlated"], try golden["more"])
        try check("pca", PCA(fitting: x), more)
        try check("pca_three", PCA(fitting: x, keeping: .count(3)), more)
        try check("pca_few", PCA(fitting: golden["few"]), golden["few"])
    }

    @Test("of float32 columns around 1e5 have the variances of float64")
    func largeNumbers() throws {
        let x = try golden["large"].cast(to: .float32)
        let pca = try PCA(fitting: x)
        try check("pca_large", pca, golden["more"] + 1e5, tolerance: 1e-9)
        // Centred in float64, the components of float32 inputs are right to their last digits.
        expectClose(
            pca.apply(to: x), pca.apply(to: x.cast(to: .float64)).cast(to: .float32), tolerance: 1e-5)
    }

    @Test("of more rows than are multiplied at once are those of all")
    func parts() throws {
        let few =
            Tensor.normal([700, 2], dtype: .float64, from: Generator(seed: 3))
            * Tensor([3, 1], dtype: .float64)
        let many = concatenate(Array(repeating: few + 7, count: 1000))
        let (one, all) = (try PCA(fitting: few), try PCA(fitting: many))
        expectClose(all.components, one.components, tolerance: 1e-9)
        // Divided by N − 1, which is 699 and 699 999.
        let ratio = all.totalVariance / one.totalVariance
        #expect(abs(ratio - 1000 * 699 / 699_999) < 1e-12)
    }

    @Test("of images come back as images, alone or in a batch")
    func images() throws {
        let images = Tensor.normal([12, 2, 3, 4], from: Generator(seed: 1))
        let pca = try PCA(fitting: images)
        #expect(pca.explainedVariance.count == 11)
        let outputs = pca.apply(to: images)
        #expect(outputs.type == TensorType([12, 11], .float32))
        expectClose(pca.inverse(of: outputs), images, tolerance: 1e-5)
        expectClose(pca.apply(to: images[3]), outputs[3], tolerance: 1e-5)
        expectClose(pca.inverse(of: outputs[3]), images[3], tolerance: 1e-5)
    }

    @Test("are as many as have a share of the variance")
    func shares() throws {
        let x = try golden["correlated"]
        let ratios = try PCA(fitting: x).explainedVarianceRatio
        for count in 1...4 {
            let share = ratios.prefix(count).reduce(0, +)
            #expect(try PCA(fitting: x, keeping: .variance(share - 1e-9)).explainedVariance.count == count)
            #expect(
                try PCA(fitting: x, keeping: .variance(share + 1e-9)).explainedVariance.count == count + 1)
        }
    }

    @Test("are whitened to variance 1, and back")
    func whitening() throws {
        let (x, more) = (try golden["correlated"], try golden["more"])
        let whitening = try PCAWhitening(fitting: x)
        try check("pca_whitened", whitening.pca, more, isWhitened: true)
        expectClose(whitening.apply(to: more), try golden["pca_whitened.output"], tolerance: 1e-11)
        expectClose(whitening.inverse(of: whitening.apply(to: more)), more, tolerance: 1e-11)
        expectIdentity(covariance(of: whitening.apply(to: x)))
        // ε is added to the variances.
        let regularized = try PCAWhitening(fitting: x, regularization: 2)
        let variances = try PCA(fitting: x).explainedVariance.map { $0 / ($0 + 2) }
        let found = covariance(of: regularized.apply(to: x)) * Tensor.identity(5, dtype: .float64)
        expectClose(found.sum(axes: [0]), Tensor(variances, shape: [5]), tolerance: 1e-11)
    }

    @Test("are turned back by ZCA, symmetrically")
    func zca() throws {
        let x = try golden["correlated"]
        let whitening = try ZCAWhitening(fitting: x)
        expectIdentity(covariance(of: whitening.apply(to: x)))
        expectClose(whitening.inverse(of: whitening.apply(to: x)), x, tolerance: 1e-11)
        let change =
            whitening.apply(to: Tensor.identity(5, dtype: .float64))
            - whitening.apply(to: .zeros([5], dtype: .float64))
        expectClose(change, change.transposed(), tolerance: 1e-11)
        let images = Tensor.normal([40, 1, 3, 3], from: Generator(seed: 5))
        let ofImages = try ZCAWhitening(fitting: images)
        #expect(ofImages.apply(to: images).shape == images.shape)
        expectClose(ofImages.inverse(of: ofImages.apply(to: images[2])), images[2], tolerance: 1e-4)
    }

    @Test("that are only rounding are not whitened")
    func rank() throws {
        // The third column is the sum of the others, the fourth is constant.
        let x = try golden["correlated"][0..., 0..<2]
        let constant = Tensor.full([40, 1], 0.1, dtype: .float64)
        let dependent = concatenate([x, x.sum(axes: [1], keepDims: true), constant], axis: 1)
        let whitening = try PCAWhitening(fitting: dependent)
        #expect(whitening.pca.explainedVariance.count == 2)
        let restored = try ZCAWhitening(fitting: dependent)
        expectClose(restored.inverse(of: restored.apply(to: dependent)), dependent, tolerance: 1e-11)
        expectClose(
            covariance(of: restored.apply(to: dependent)) * Tensor.identity(4, dtype: .float64)[3],
            .zeros([4, 4], dtype: .float64), tolerance: 1e-11)
        #expect(throws: DataError.self) { try PCA(fitting: dependent, keeping: .count(3)) }
    }

    @Test("are saved with a run")
    func saving() throws {
        let fitted = try ZCAWhitening(fitting: golden["correlated"], regularization: 0.1)
        let saved = try JSONDecoder().decode(ZCAWhitening.self, from: JSONEncoder().encode(fitted))
        #expect(saved == fitted)
        let text = String(decoding: try JSONEncoder().encode(fitted), as: UTF8.self)
        let damaged = text.replacing("\"rows\":5", with: "\"rows\":4")
        #expect(damaged != text)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(ZCAWhitening.self, from: Data(damaged.utf8))
        }
    }

    @Test(
        "of numbers that have none are refused with the reason",
        arguments: [
            (
                Tensor([[1, 2], [3, 4]]) / Tensor([[1, 1], [1, 0]]),
                "an infinite number in example 1, feature 1"
            ),
            (Tensor([[0, 0], [0, 1]]) / Tensor([[1, 0], [1, 1]]), "NaN in example 0, feature 1"),
            (Tensor([[1, 2]]), "a single example, expected at least two"),
            (Tensor([[1, 2], [1, 2]]), "examples that are all equal, expected at least two that differ"),
            (Tensor([[-1e200, 2], [1e200, 2]], dtype: .float64), "numbers with squares beyond the range"),
        ])
    func refusals(_ examples: Tensor, _ problem: String) {
        let error = #expect(throws: DataError.self) { try PCA(fitting: examples) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test("without LAPACK name the package to install")
    func unavailable() {
        let text = LAPACKError.unavailable(reason: "no such file").description
        #expect(text.contains("apt-get install liblapacke-dev") && text.contains("brew install lapack"))
    }

    private func covariance(of x: Tensor) -> Tensor {
        let centred = x - x.mean(axes: [0], keepDims: true)
        return matmul(centred.transposed(), centred) / Double(x.shape[0] - 1)
    }

    private func expectIdentity(_ matrix: Tensor) {
        expectClose(matrix, .identity(matrix.shape[0], dtype: .float64), tolerance: 1e-11)
    }
}
