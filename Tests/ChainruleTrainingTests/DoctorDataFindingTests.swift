import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import Testing

/// Trainings whose data are ill in one way each.
@Suite("What the Doctor finds in the data") struct DoctorDataFindingTests {
    @Test("inputs of a scale that initial weights are not made for")
    func unscaledInputs() throws {
        let samples = clouds(400)
        let large = Samples(inputs: samples.inputs * 100, targets: samples.targets)
        expect(try diagnose(twoLayers(), large, learningRate: 1e-4), .unscaledInputs, .warning, "deviation 1")
        let shifted = Samples(inputs: samples.inputs + 3, targets: samples.targets)
        expect(try diagnose(twoLayers(), shifted, learningRate: 0.02), .unscaledInputs, .note, "mean 2.9")
    }

    @Test("features in very different units")
    func featureScales() throws {
        let samples = clouds(400)
        let units = Tensor([1, 1, 1, 500, 1, 1, 1, 1])
        let mixed = Samples(inputs: samples.inputs * units, targets: samples.targets)
        expect(
            try diagnose(twoLayers(), mixed, learningRate: 1e-5), .featureScales, .warning,
            "feature 3 reaches ")
    }

    @Test("a class that is nearly all examples, one that is hardly any, and one alone")
    func unbalancedLabels() throws {
        func found(_ share: [Int]) throws -> [Doctor.Finding] {
            let labels = (0..<500).map { index in Int32(share.firstIndex { index % 100 < $0 }!) }
            let inputs = clouds(500).inputs
            return try diagnose(
                twoLayers(), Samples(inputs: inputs, targets: Tensor(labels, shape: [500])), epochs: 1)
        }
        expect(
            Array(try found([90, 100]).prefix(1)), .unbalancedLabels, .warning, "class 0 makes up 90 % of 500"
        )
        expect(Array(try found([49, 98, 100]).prefix(1)), .unbalancedLabels, .note, "class 2 has 10 of 500")
        expect(Array(try found([100]).prefix(1)), .unbalancedLabels, .serious, "of class 0")
        #expect(!(try found([40, 70, 100]).map(\.kind).contains(.unbalancedLabels)))
    }

    @Test("NaN and infinities in the data, which no learning rate and no small number cures")
    func nonFiniteData() throws {
        func find(_ samples: Samples) throws -> Doctor.Finding {
            let doctor = Doctor(show: { _ in })
            let isRegression = samples.targets.rank == 2
            let model = twoLayers(classes: isRegression ? 1 : 4)
            let loss: Trainer.Loss = { isRegression ? squaredError($0, $1) : softmaxCrossEntropy($0, $1) }
            _ = try? Trainer(model, loss: loss, optimizer: SGD(model, learningRate: 0.1)).fit(
                samples, epochs: 1, batchSize: 16, observers: [doctor])
            #expect(
                doctor.findings.map(\.kind) == [.nonFiniteData] && doctor.findings[0].severity == .serious)
            return try #require(doctor.findings.first)
        }
        func poisoned(_ numbers: Tensor, _ value: Double, at place: Int, column: Int) -> Tensor {
            let isBad = Tensor(
                (0..<numbers.shape.elementCount).map { $0 == place * numbers.shape[1] + column },
                shape: numbers.shape)
            return select(.full(numbers.shape, value), where: isBad, otherwise: numbers)
        }
        let samples = clouds(64)
        let missing = try find(
            Samples(inputs: poisoned(samples.inputs, .nan, at: 9, column: 5), targets: samples.targets))
        #expect(
            missing.evidence.contains("the inputs of 1 of 64 examples contain NaN (column 5, counted from 0)")
        )
        #expect(missing.advice.contains("fill in missing values"))
        let heights = plane(64)
        let infinite = try find(
            Samples(inputs: heights.inputs, targets: poisoned(heights.targets, .infinity, at: 3, column: 0)))
        #expect(infinite.evidence.contains("the targets of 1 of 64 examples contain infinity"))
    }

    @Test("inputs that are all the same, which no division by their deviation of 0 cures")
    func constantInputs() throws {
        let same = Samples(inputs: .full([400, 8], 0.5), targets: clouds(400).targets)
        let finding = try #require(try diagnose(twoLayers(), same).first)
        #expect(finding.kind == .unscaledInputs && finding.severity == .serious)
        #expect(finding.evidence.contains("all inputs are 0.5") && !finding.advice.contains("divide"))
        let inputs =
            clouds(400).inputs * Tensor([1, 1, 1, 0, 1, 1, 1, 1]) + Tensor([0, 0, 0, 1e4, 0, 0, 0, 0])
        let constant = try #require(
            try diagnose(
                twoLayers(), Samples(inputs: inputs, targets: clouds(400).targets), learningRate: 1e-9
            )
            .first)
        #expect(constant.kind == .featureScales && constant.advice.contains("remove feature 3"))
    }

    @Test(
        "targets that are all the same, also where they only differ by rounding", arguments: [0, 5.5, 1e12])
    func constantTargets(_ target: Double) throws {
        let same = Samples(inputs: plane(400).inputs, targets: plane(400).targets * 0 + target)
        let model = twoLayers(classes: 1)
        let findings = try diagnoseRegression(
            model, same, optimizer: Adam(model, learningRate: 1e-3), epochs: 1)
        expect(
            Array(findings.prefix(1)), .constantTargets, .serious,
            "all targets are \(target == 5.5 ? "5.5" : "")")
        #expect(findings.count == 1, "\(findings)")
        // There was nothing to memorize.
        let doctor = Doctor(show: { _ in })
        let fresh = twoLayers(classes: 1)
        let trainer = Trainer(fresh, loss: squaredError, optimizer: Adam(fresh, learningRate: 1e-2))
        if target == 5.5 {
            #expect(try doctor.testMemorization(trainer, same)?.hasSucceeded == true)
            #expect(doctor.findings.isEmpty, "\(doctor.findings)")
        }
    }

    @Test("one number far from all others, in the targets or in a feature")
    func outliers() throws {
        func find(_ samples: Samples) throws -> [Doctor.Finding] {
            let model = twoLayers(classes: 1)
            return try diagnoseRegression(
                model, samples, optimizer: Adam(model, learningRate: 1e-3), epochs: 1)
        }
        let heights = plane(400)
        let isFirst = Tensor((0..<400).map { $0 == 7 ? Float(1) : 0 }, shape: [400, 1])
        let target = Samples(inputs: heights.inputs, targets: heights.targets * 1e-3 + isFirst * 20)
        expect(Array(try find(target).prefix(1)), .outliers, .warning, "one target is 20", "399 others")
        #expect(!(try find(target).map(\.kind).contains(.initialLoss)))
        let column = Tensor([0, 0, 1, 0, 0, 0, 0, 0])
        let feature = Samples(inputs: heights.inputs + isFirst * column * 1000, targets: heights.targets)
        expect(
            Array(try find(feature).prefix(1)), .outliers, .warning,
            "in feature 2, counted from 0, one number is ")
        // A rare event is none.
        let rare = Samples(inputs: heights.inputs * (1 - column) + isFirst * column, targets: heights.targets)
        #expect(!(try find(rare).map(\.kind).contains(.outliers)))
    }

    @Test("a stray label that opens hundreds of classes")
    func absentClasses() throws {
        let samples = clouds(500, classes: 10)
        let labels = samples.targets.scalars(as: Int32.self).enumerated().map { $0 == 17 ? 255 : $1 }
        let stray = Samples(inputs: samples.inputs, targets: Tensor(labels, shape: [500]))
        let findings = try diagnose(twoLayers(classes: 256), stray, epochs: 1)
        let finding = try #require(findings.first { $0.kind == .absentClasses })
        #expect(
            finding.evidence.contains("256 classes, but only 11 occur in the labels of 500 examples: 0, 1"))
        #expect(finding.evidence.hasSuffix("9, 255") && finding.advice.contains("such as 255"))
        #expect(
            !(try diagnose(twoLayers(classes: 10), samples, epochs: 1).map(\.kind).contains(.absentClasses)))
        // No label is wrong where the network has more outputs than there are classes.
        let wide = try #require(
            try diagnose(twoLayers(classes: 40), samples, epochs: 1).first { $0.kind == .absentClasses })
        #expect(wide.advice.contains("reduce the outputs") && !wide.advice.contains("invalid"))
        let oneClass = Samples(
            inputs: samples.inputs, targets: Tensor([Int32](repeating: 3, count: 500), shape: [500]))
        #expect(
            try diagnose(twoLayers(classes: 10), oneClass, epochs: 1).map(\.kind).prefix(1) == [
                .unbalancedLabels
            ])
    }

    @Test("inputs that are all 0 explain weights without gradients")
    func zeroInputs() throws {
        let zeros = Samples(inputs: .zeros([400, 8]), targets: clouds(400).targets)
        let kinds = try diagnose(twoLayers(), zeros).map(\.kind)
        #expect(kinds.contains(.unscaledInputs) && !kinds.contains(.unusedParameters))
    }
}
