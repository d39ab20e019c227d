import Chainrule
import ChainruleData

/// A task on images of one size: which ones, and where they come from.
public protocol ImageTask: LearningTask where Examples == LabeledImages {
    /// The size of the images.
    var imageShape: ImageShape { get }

    /// Images with their classes as the data of a recipe for this task.
    static func taskData(_ images: TrainingData) -> TaskData<Self>
}

extension ImageTask {
    public static var options: [any RecipeOptionDeclaration] { ImageDataOptions.all }

    public static func usageProblem(_ options: OptionValues) -> String? {
        ImageDataOptions.usageProblem(options)
    }

    public static func dependsOnSeed(_ options: OptionValues) -> Bool {
        ImageDataOptions.dependsOnSeed(options)
    }

    public static func load(_ options: OptionValues, seed: UInt64) throws(DataError) -> TaskData<Self> {
        taskData(try ImageDataOptions.load(options, seed: seed))
    }

    public static func files(_ options: OptionValues) throws(DataError) -> [String: String] {
        try ImageDataOptions.files(options)
    }

    public static func requireOutside(_ directory: String, _ options: OptionValues) throws(DataError) {
        try ImageDataOptions.requireOutside(directory, options)
    }

    public var inputShape: Shape { [imageShape.channels, imageShape.height, imageShape.width] }
}
