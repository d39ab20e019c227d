import ChainruleData
import Foundation
import Testing

@Suite("CIFAR's binary files")
struct CIFARTests {
    /// A record whose three planes have one level each.
    private func record(_ labels: [UInt8], _ levels: [UInt8]) -> [UInt8] {
        labels + levels.flatMap { [UInt8](repeating: $0, count: 1024) }
    }

    @Test("CIFAR-10 is read batch by batch, and its parts are recognized by their names")
    func cifar10() throws {
        try withTemporaryDirectory { directory in
            try write(record([3], [1, 2, 3]) + record([9], [4, 5, 6]), to: "\(directory)/data_batch_1.bin")
            try write(record([0], [7, 8, 9]), to: "\(directory)/data_batch_2.bin")
            try write(record([5], [10, 11, 12]), to: "\(directory)/test_batch.bin")
            let data = try TrainingData(directory: directory, name: "colours")
            #expect(data.name == "colours")
            #expect(data.training.labels == [3, 9, 0] && data.validation.labels == [5])
            #expect((data.training.channels, data.training.height, data.training.width) == (3, 32, 32))
            #expect(data.training.classNames == ClassNames.cifar10)
            let second = Array(data.training.image(at: 1))
            #expect([second[0], second[1023], second[1024], second[3071]] == [4, 4, 5, 6])
        }
    }

    @Test("CIFAR-100 has the label of the class behind that of the group")
    func cifar100() throws {
        try withTemporaryDirectory { directory in
            try write(record([19, 99], [1, 2, 3]), to: "\(directory)/train.bin")
            try write(record([0, 4], [1, 2, 3]), to: "\(directory)/test.bin")
            let data = try TrainingData(directory: directory)
            #expect(data.training.labels == [99] && data.validation.labels == [4])
            #expect(data.training.classNames[99] == "worm")
            let groups = try CIFAR.cifar100Groups.read(["\(directory)/train.bin"])
            #expect(groups.labels == [19] && groups.classNames[19] == "vehicles_2")
        }
    }

    @Test("there are as many names as classes, in alphabetical order")
    func names() {
        #expect(
            [ClassNames.cifar10, ClassNames.cifar100, ClassNames.cifar100Groups].map(\.count) == [
                10, 100, 20,
            ])
        #expect(ClassNames.cifar100 == ClassNames.cifar100.sorted())
        #expect(Set(ClassNames.cifar100).count == 100 && Set(ClassNames.cifar100Groups).count == 20)
    }

    @Test("a file that is cut short, or has a label beyond the classes, is refused")
    func damage() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/data_batch_1.bin"
            for (bytes, message) in [
                (
                    Array(record([3], [1, 2, 3]).dropLast()),
                    "found 3072 bytes, expected a multiple of 3073, the size of an image with its label"
                ),
                (
                    [], "found 0 bytes, expected a multiple of 3073, the size of an image with its label"
                ),
                (
                    record([3], [1, 2, 3]) + record([10], [1, 2, 3]),
                    "found label 10 of image 1, expected a class number below 10"
                ),
            ] {
                try write(bytes, to: path)
                let error = #expect(throws: DataError.self) { try CIFAR.cifar10.read([path]) }
                #expect(error?.description == "\(path): \(message)")
            }
        }
    }

    @Test("a missing test part is named")
    func missingPart() throws {
        try withTemporaryDirectory { directory in
            try write(record([3], [1, 2, 3]), to: "\(directory)/data_batch_1.bin")
            let error = #expect(throws: DataError.self) { try TrainingData(directory: directory) }
            #expect(error?.description == "\(directory)/test*.bin: does not exist, expected a file")
        }
    }
}
