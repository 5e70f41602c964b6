import Domain
import Git
import Ledger
import Queueing

extension SavedPlan.BindingPart {
  init(_ prepared: PreparedBinding, _ situation: Situation) throws {
    let id = prepared.binding.id
    let record = prepared.queue?.record
    item = id.item
    target = id.target
    deployed = (record?.commits ?? [:]).mapValues(\.hex)
    recorded = try situation.repository.parts(of: record?.tree ?? .emptyTree).mapValues(\.hex)
    state = try situation.ledger.state(of: situation.recordedName(of: id))?.hex
    objects = []
    var plan: BindingPlan?
    switch prepared.stage {
    case .planned(let own, let date):
      (decision, plan, occurrence) = ("deploy", own, date?.iso8601)
    case .waiting(let reason, let own): (decision, why, plan) = ("notDue", reason, own)
    case .unchanged(let reason): (decision, why) = ("unchanged", reason)
    case .refused(let reason, _, _): (decision, why) = ("refused", reason)
    case .failed(let reason): (decision, why) = ("failed", reason)
    case .notServed(let reason): (decision, why) = ("notServed", reason)
    }
    guard let plan else { return }
    commit = plan.desired.commit.hex
    content = try situation.repository.parts(of: plan.desired.tree).mapValues(\.hex)
    root = plan.desired.item.root.portable
    prune = plan.desired.prune.rawValue
    carries = plan.carries?.map(\.hex)
    objects = plan.objects.map(SavedPlan.ObjectPart.init)
  }
}

extension SavedPlan.ObjectPart {
  init(_ object: PlannedObject) {
    path = object.path.portable
    place = object.place.portable
    action = object.action.rawValue
    verdict =
      switch object.verdict {
      case .proceed: "proceed"
      case .drift(let clause): "drift: \(clause)"
      case .occupied(let clause): "occupied: \(clause)"
      case .impossible(let clause): "impossible: \(clause)"
      case .unsupported(let clause): "unsupported: \(clause)"
      }
    desired = object.desired.map(AgreementChecker.text)
    live = object.live.map(AgreementChecker.text)
    from = object.fromPath?.portable
    fromPlace = object.fromPlace?.portable
    liveFrom = object.liveFrom.map(AgreementChecker.text)
  }
}
