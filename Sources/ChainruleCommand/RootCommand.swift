import ArgumentParsing
import Chainrule
import ChainruleRecipes

/// The tool itself; all work is done by its subcommands.
struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chainrule",
        abstract: "Train, evaluate and diagnose neural networks.",
        version: Chainrule.version,
        subcommands: [
            TrainCommand.self, EvaluateCommand.self, ReportCommand.self, PredictCommand.self,
            EnsembleCommand.self,
            CrossValidateCommand.self,
            GenerateCommand.self, InspectCommand.self,
            SearchCommand.self, DoctorCommand.self, DataCommand.self, GradcheckCommand.self,
            BenchCommand.self, ExplainCommand.self, SummaryCommand.self,
            StatisticsCommand.self, DrawCommand.self, FiltersCommand.self, NeighborsCommand.self,
            ONNXCommand.self, PlaygroundCommand.self,
        ])
}
