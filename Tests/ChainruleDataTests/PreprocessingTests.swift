import Chainrule
import ChainruleData
import Foundation
import TestSupport
import Testing

/// The expected numbers are scikit-learn's; see Tests/Golden/make_preprocessing.py.
@Suite("Preprocessing fitted to a training set")
struct PreprocessingTests {
    private let golden: Golden

    init() throws { golden = try Golden("preprocessing") }

    @Test("shifts, scales and restores as scikit-learn does, and after being saved")
    func scaling() throws {
        let x = try golden["x"]
        try check("standard", Standardization(fitting: x))
        try check("min_max", MinMaxScaling(fitting: x, to: -1...3))
        try check("robust", RobustScaling(fitting: x))
        try check("robust_wide", RobustScaling(fitting: x, quantiles: 0.1...0.95))
    }

    private func check(_ name: String, _ fitted: some InvertiblePreprocessing) throws {
        let others = try golden["others"]
        expectClose(fitted.apply(to: others), try golden["\(name).output"], name)
        expectClose(fitted.inverse(of: fitted.apply(to: others)), try golden["\(name).inverse"], name)
        // A single example is treated as in a batch.
        expectClose(fitted.apply(to: others[1]), fitted.apply(to: others)[1], tolerance: .exact, name)
        #expect(try saved(fitted) == fitted)
    }

    private func saved<Value: Codable>(_ value: Value) throws -> Value {
        try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
    }

    @Test("statistics are those of each pixel, of each channel or of all numbers")
    func scopes() throws {
        // Two images of two channels of 1 × 2 pixels.
        let images = Tensor([[[[1, 2]], [[10, 20]]], [[[3, 6]], [[30, 60]]]])
        #expect(try MeanSubtraction(fitting: images).mean == [2, 4, 20, 40])
        #expect(try MeanSubtraction(fitting: images, per: .channel).mean == [3, 30])
        #expect(try MeanSubtraction(fitting: images, per: .all).mean == [16.5])
        let centred = try MeanSubtraction(fitting: images, per: .channel).apply(to: images)
        #expect(centred.scalars(as: Float.self) == [-2, -1, -20, -10, 0, 3, 0, 30])
        let deviations = try Standardization(fitting: images, per: .channel).deviation
        #expect(deviations == [(3.5).squareRoot(), (350.0).squareRoot()])
    }

    @Test("images of levels have the statistics of their tensors")
    func levels() throws {
        let pixels = (0..<24).map { UInt8($0 * 37 % 256) }
        let images = try LabeledImages(
            pixels: pixels, labels: [0, 0], channels: 3, height: 2, width: 2, classNames: ["a"])
        let tensor = images.batch([0, 1]).inputs.cast(to: .float64)
        for scope in StatisticsScope.allCases {
            let found = Standardization(fitting: images, per: scope)
            let wanted = try Standardization(fitting: tensor, per: scope)
            #expect(found.scaling.exampleShape == wanted.scaling.exampleShape)
            for (a, b) in zip(found.mean + found.deviation, wanted.mean + wanted.deviation) {
                #expect(abs(a - b) < 1e-7)
            }
            #expect(MeanSubtraction(fitting: images, per: scope).mean == found.mean)
        }
    }

    @Test("float32 columns around 1e8 keep the digits of their differences")
    func largeNumbers() throws {
        let x = Tensor((0..<1000).map { Float(1e8) + Float($0 % 2) * 8 }, shape: [1000, 1])
        let fitted = try Standardization(fitting: x)
        #expect(fitted.mean == [1e8 + 4] && fitted.deviation == [4])
        #expect(Set(fitted.apply(to: x).scalars(as: Float.self)) == [-1, 1])
        #expect(fitted.apply(to: x).dtype == .float32)
    }

    @Test("a constant feature is only shifted")
    func constants() throws {
        let x = Tensor([[0.1], [0.1], [0.1]], dtype: .float64)
        #expect(try Standardization(fitting: x).apply(to: x).scalars(as: Double.self) == [0, 0, 0])
        #expect(try RobustScaling(fitting: x).apply(to: x + 1).scalars(as: Double.self) == [1, 1, 1])
        #expect(try MinMaxScaling(fitting: x, to: 0...2).apply(to: x).scalars(as: Double.self) == [0, 0, 0])
    }

    @Test("integers become float32")
    func integers() throws {
        let x = Tensor([0, 128, 255] as [UInt8], shape: [3, 1])
        let scaled = try MinMaxScaling(fitting: x).apply(to: x)
        expectClose(scaled, Tensor([0, 128 / 255, 1] as [Float], shape: [3, 1]), tolerance: 1e-7)
    }

    @Test("missing values count for nothing and stay missing")
    func missing() throws {
        let x = Tensor([1, Float.nan, 3], shape: [3, 1])
        let fitted = try Standardization(fitting: x)
        #expect(fitted.mean == [2] && fitted.deviation == [1])
        let scaled: [Float] = fitted.apply(to: x).scalars()
        #expect(scaled[0] == -1 && scaled[1].isNaN && scaled[2] == 1)
    }

    @Test("missing values are filled in as scikit-learn does")
    func imputation() throws {
        let holes = try golden["holes"]
        let x = select(.nan, where: holes .== -99, otherwise: holes)
        func filled(_ strategy: Imputation.Strategy, marksMissing: Bool = false) throws -> Tensor {
            let fitted = try Imputation(fitting: x, with: strategy, marksMissing: marksMissing)
            #expect(try saved(fitted) == fitted)
            return fitted.apply(to: x)
        }
        expectClose(try filled(.mean), try golden["filled.mean"])
        expectClose(try filled(.median), try golden["filled.median"])
        expectClose(try filled(.mostFrequent), try golden["filled.frequent"])
        expectClose(try filled(.mean, marksMissing: true), try golden["filled.marked"])
        expectClose(try filled(.constant(-99)), holes)
    }

    @Test("categories are one-hot, and what is missing or unknown is zero")
    func oneHot() throws {
        let encoding = OneHotEncoding(fitting: ["red", nil, "blue", "red", "green"])
        #expect(encoding.categories == ["blue", "green", "red"])
        #expect(OneHotEncoding(fitting: ["10", "9"]).categories == ["9", "10"])
        let encoded = encoding.apply(to: ["red", "black", nil, "blue"])
        #expect(encoded.scalars(as: Float.self) == [0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0])
        #expect(encoding.inverse(of: encoded) == ["red", nil, nil, "blue"])
        #expect(try saved(encoding) == encoding)
    }

    @Test(
        "what has no statistics is refused with its place",
        arguments: [
            (
                Tensor([1, 2, 3, Float.infinity], shape: [2, 2]),
                "an infinite number in example 1, feature 1, expected finite"
            ),
            (
                Tensor([1, Float.nan, 3, Float.nan], shape: [2, 2]),
                "no number but NaN in feature 1 of 2 examples, expected at least"
            ),
            (Tensor.zeros([2, 1, 2, 0]), "an array [2, 1, 2, 0], expected at least one example"),
            (Tensor.zeros([0, 2]), "an array [0, 2], expected at least one example"),
        ])
    func refusals(_ examples: Tensor, _ problem: String) {
        func check(_ fit: () throws -> Void) {
            let error = #expect(throws: DataError.self) { try fit() }
            #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
        }
        check { _ = try Standardization(fitting: examples) }
        check { _ = try RobustScaling(fitting: examples) }
        check { _ = try Imputation(fitting: examples, with: .median) }
    }

    @Test("a feature that is missing throughout can be filled in with a constant")
    func missingThroughout() throws {
        let x = Tensor([1, Float.nan, 3, Float.nan], shape: [2, 2])
        let fitted = try Imputation(fitting: x, with: .constant(7), marksMissing: true)
        #expect(fitted.apply(to: x).scalars(as: Float.self) == [1, 7, 1, 3, 7, 1])
    }

    @Test("saved numbers that cannot be are refused")
    func damaged() throws {
        let fitted = try Standardization(fitting: golden["x"])
        let text = String(decoding: try JSONEncoder().encode(fitted), as: UTF8.self)
        for (old, new) in [("[4]", "[5]"), ("[4]", "[0]"), ("[4]", "[]"), ("\"scales\":[", "\"scales\":[0,")]
        {
            let damaged = text.replacing(old, with: new)
            #expect(damaged != text)
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(Standardization.self, from: Data(damaged.utf8))
            }
        }
    }

    @Test("an input of another shape is a mistake of the program") func shapes() async {
        await #expect(processExitsWith: .failure) {
            let fitted = try Standardization(fitting: Tensor([[1, 2], [3, 5]]))
            evaluate([fitted.apply(to: Tensor([[1, 2, 3]]))])
        }
    }
}
