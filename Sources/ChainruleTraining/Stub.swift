import Chainrule
import Foundation
import ChainruleData
public enum Schedule: Sendable, Codable, Equatable {
    case constant, linear
    func rate(_ base: Double, at m: ScheduleMoment) -> Double { self == .constant ? base : base * (1 - m.epoch / Double(m.epochs)) }
}
public struct ScheduleMoment { var epoch: Double; var epochs: Int; var heldOutLosses: [Double] }
