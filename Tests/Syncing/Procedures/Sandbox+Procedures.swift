import Domain
import Fixtures
import Ledger

@testable import Syncing

extension Sandbox {
  /// An item that is deployed by two manual steps around the content.
  static let special = """
    items:
      oncall:
        paths: [oncall]
        targets: { live: { deployment: special, prune: delete } }
        procedure:
          - manual: Announce it
          - sync: true
          - manual: Check it

    """

  func walk(
    _ binding: String = "oncall", _ request: Preparer.Request = Preparer.Request()
  ) throws -> ProcedureWalk {
    ProcedureWalk(
      try surroundings(), binding: BindingID(named: binding), request: request, reason: "test")
  }

  @discardableResult
  func advance(
    _ binding: String = "oncall", done number: Int? = nil,
    by request: Preparer.Request = Preparer.Request()
  ) throws -> ProcedureWalk.Progress {
    try walk(binding, request).advance(confirming: number)
  }

  func procedure(_ binding: String = "oncall") throws -> Procedure? {
    try situation().procedure(of: BindingID(named: binding))
  }
}

extension ProcedureWalk.Progress {
  var waiting: Procedure? { if case .waits(let open) = standing { open } else { nil } }
  var end: RunRecord? { if case .ended(let record) = standing { record } else { nil } }
  var stopped: ApplyRun.Report? {
    if case .stopped(let report, _) = standing { report } else { nil }
  }
}
