import Foundation
import Ledger
import Testing

/// The protocol of the ledger and its leases, looked at in every state that it can get into, with the
/// rules that the program uses.
///
/// In each state: the chain is one line that loses nothing; no two processes are at the target under
/// one binding, be it that they run or that they settle a run that died; what is on the target is
/// recorded, or the intent explains it; what counts as recorded is, and what was given up never will
/// be; and something can still happen that ends with no lease and a true record.
@Suite(.serialized)
struct ProtocolModelTests {
  /// Whether `make test-long` runs.
  static let isLong = ProcessInfo.processInfo.environment["DEPLOYSYNC_LONG"] != nil

  @Test func `two writers, on machines of their own`() { expectSound("two writers") { _ in } }

  @Test func `it makes no difference where clocks start`() {
    let one = Exploration(Model(small { $0.clocks = [.zero, .zero, .zero] }))
    let other = Exploration(Model(small { $0.clocks = [.seconds(-86_400), .seconds(1_000_000)] }))
    #expect(one.states == other.states)
    #expect(one.violation == nil)
  }

  /// The leases stand for two ticks and are not renewed here: three that write have more states than
  /// can be looked at in a moment.
  @Test func `three writers`() {
    expectSound("three writers, short leases without renewal") { bounds in
      Self.threeWriters(&bounds)
      bounds.terms.length = .seconds(2)
    }
  }

  /// Three that all run, with one push on its way at once and no renewal.
  private static func threeWriters(_ bounds: inout ModelBounds) {
    bounds.runs = [1, 1, 1]
    bounds.messages = 1
    bounds.renewals = 0
  }

  @Test(.enabled(if: isLong), arguments: Variant.allCases)
  func `more of it`(_ variant: Variant) { expectSound(variant.rawValue, variant.change) }

  /// What is looked at beyond two writers with one run each.
  enum Variant: String, CaseIterable {
    case waiting = "one writer and two that wait"
    case sameMachine = "two writers on one machine"
    case twoRuns = "two writers, of which one runs twice"
    case twoObjects = "two writers of two objects, and somebody on other bindings"
    case refusing = "two writers, and a remote that can refuse"
    case renewals = "two writers that can renew twice"
    case length = "two writers with longer leases"
    case unabridged = "two writers, without the model's shortcuts"
    case three = "two writers and one that waits"
    case threeOnTwo = "two writers and one that waits, on two machines"
    case writers = "three writers, without renewal"
    case writersOnOne = "three writers on one machine, without renewal"

    func change(_ bounds: inout ModelBounds) {
      switch self {
      case .waiting:
        bounds.runs = [1, 0, 0]
        bounds.messages = 1
      case .sameMachine: bounds.machines = [0, 0, 0]
      case .twoRuns: bounds.runs = [2, 1]
      case .twoObjects:
        bounds.objects = 2
        bounds.elsewhere = 1
        bounds.messages = 1
      case .refusing: bounds.mayRefuse = true
      case .renewals: bounds.renewals = 2
      case .length: bounds.terms.length = .seconds(4)
      case .unabridged: bounds.isUnabridged = true
      case .three, .threeOnTwo:
        bounds.runs = [1, 1, 0]
        bounds.messages = 1
        if self == .threeOnTwo { bounds.machines = [0, 1, 1] }
      case .writers, .writersOnOne:
        ProtocolModelTests.threeWriters(&bounds)
        if self == .writersOnOne { bounds.machines = [0, 0, 0] }
      }
    }
  }

  /// One writer, and one that waits for its lease.
  private func small(_ change: (inout ModelBounds) -> Void) -> ModelBounds {
    var bounds = ModelBounds()
    bounds.runs = [1, 0]
    change(&bounds)
    return bounds
  }

  private func expectSound(_ name: String, _ change: (inout ModelBounds) -> Void) {
    var bounds = ModelBounds()
    change(&bounds)
    let exploration = Exploration(Model(bounds))
    let text =
      "protocol, \(name): \(exploration.states.count) states, \(exploration.stepCount) steps\n"
    FileHandle.standardError.write(Data(text.utf8))
    #expect(exploration.violation == nil)
    #expect(exploration.deadEnd == nil)
  }
}
