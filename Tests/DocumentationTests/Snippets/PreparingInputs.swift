import Chainrule
import ChainruleData
import Foundation

func preparingInputs() throws {
    let training = Tensor([1, 2, .nan, 4, 3, 7] as [Float], shape: [3, 2])
    let validation = Tensor([2, .nan, 3, 9] as [Float], shape: [2, 2])
    // snippet
    let imputation = try Imputation(fitting: training, with: .median)
    let standardization = try Standardization(fitting: imputation.apply(to: training))
    let inputs = standardization.apply(to: imputation.apply(to: validation))
    let text = try JSONEncoder().encode(standardization)
    // end
    let saved = try JSONDecoder().decode(Standardization.self, from: text)
    precondition(saved == standardization)
    // snippet
    let pca = try PCA(fitting: inputs, keeping: .variance(0.9))
    print(pca.explainedVarianceRatio)
    let components = pca.apply(to: inputs)
    let restored = pca.inverse(of: components)
    // end
    precondition(components.shape == [2, 1] && restored.shape == inputs.shape)
    let digits = Glyphs.digits.trainingData(trainingCount: 10, validationCount: 10)
    // snippet
    let augmented = digits.training.augmented(by: [
        .randomCrop(padding: 3), .affine(degrees: 15, scale: 0.9...1.1), .elastic(), .cutout(size: 8),
    ])
    let scale = Standardization(fitting: digits.training, per: .all)
    let samples = augmented.mapInputs(scale.apply)
    let mixed = samples.mixed(by: .mixup(alpha: 0.2), classCount: 10)
    // end
    let batch = try mixed.batch([0, 1, 2])
    precondition(batch.targets.shape == [3, 10])
}
