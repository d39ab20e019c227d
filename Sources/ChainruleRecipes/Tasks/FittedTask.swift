/// A task of any kind that was fitted to a training set, as records store it.
struct FittedTask: Sendable, Equatable, Codable {
    let task: any LearningTask

    init(_ task: any LearningTask) { self.task = task }

    private enum CodingKeys: CodingKey { case kind, fitted }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let kind = try values.decode(String.self, forKey: .kind)
        func decode<Task: LearningTask>(_ task: Task.Type) throws -> any LearningTask {
            try values.decode(task, forKey: .fitted)
        }
        guard let type = Recipe.tasks.first(where: { $0.name == kind }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .kind, in: values, debugDescription: "there is no task '\(kind)'")
        }
        task = try decode(type)
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(type(of: task).name, forKey: .kind)
        try values.encode(task, forKey: .fitted)
    }

    static func == (left: FittedTask, right: FittedTask) -> Bool {
        func isEqual<Task: LearningTask>(_ task: Task) -> Bool { task == right.task as? Task }
        return isEqual(left.task)
    }
}
