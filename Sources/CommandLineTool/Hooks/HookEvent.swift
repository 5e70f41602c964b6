import ArgumentParser
import Configuration
import Domain
import Ledger
import Queueing
import Syncing

/// One call of a hook by git: a hint to look, no more. The ledger tells what is to do.
struct HookEvent {
  private let hook: HookName
  private let arguments: [String]
  private let options: GlobalOptions

  init(_ hook: HookName, arguments: [String], options: GlobalOptions) {
    self.hook = hook
    self.arguments = arguments
    self.options = options
  }

  func run(apply: Bool) async throws {
    // After `merge --squash` nothing is committed yet (githooks(5), post-merge).
    if hook == .postMerge, arguments.first == "1" { return }
    let pushed = hook == .postReceive ? Self.references(Terminal.input()) : nil
    if hook == .postRewrite { _ = Terminal.input() }
    if apply { Signals.catchThem() }
    var options = options
    options.quiet = true
    let session = try await Session.open(options, writes: apply)
    if let pushed, !pushed.contains(session.branch.reference) { return }
    let situation: Situation
    do {
      situation = try session.situation()
    } catch SituationError.noConfiguration {
      return
    } catch BranchError.unborn {
      return
    } catch SharingError.neverAsked {
      return Terminal.error(
        "deploysync: the ledger was never fetched; see what is queued with: deploysync queued --fetch"
      )
    }
    if apply {
      try await deploy(session, situation)
    } else {
      tell(try situation.queues(situation.configuration.bindings))
    }
  }

  /// Deploys the ad-hoc bindings that are due and served here.
  private func deploy(_ session: Session, _ situation: Situation) async throws {
    let targets = try session.targets()
    for item in situation.configuration.broken where item.targets.contains(where: targets.serves) {
      for problem in item.problems { Terminal.error("deploysync: \(problem.text)") }
    }
    let names = situation.configuration.bindings
      .filter { $0.deployment == .adHoc && targets.serves($0.id.target) }.map(\.id)
    guard !names.isEmpty else { return }
    let application = Application(
      session: session, request: Preparer.Request(names: Set(names)), named: [],
      tellsNewsOnly: true)
    try await application.run(reason: "hook \(hook.rawValue)", wait: .zero, isDry: false)
  }

  /// Says in at most a few lines what is queued.
  private func tell(_ queues: [BindingQueue]) {
    let queued = queues.filter(\.hasSomethingQueued)
    guard !queued.isEmpty else { return }
    for queue in queued.prefix(3) {
      let count = queue.entries?.count { $0.status == .queued }
      let entries = count.map { $0 == 1 ? "1 entry" : "\($0) entries" } ?? "unknown entries"
      let changes = queue.changes.count == 1 ? "1 change" : "\(queue.changes.count) changes"
      Terminal.error("deploysync: \(queue.binding.id): \(entries) queued, \(changes)")
    }
    let more = queued.count > 3 ? "\(queued.count - 3) more bindings have a queue; " : ""
    Terminal.error("deploysync: \(more)see them with: deploysync queued")
  }

  /// The refs of `OLD NEW REF` lines (githooks(5), post-receive).
  private static func references(_ input: [UInt8]) -> Set<String> {
    let lines = String(decoding: input, as: UTF8.self).split(separator: "\n")
    return Set(lines.compactMap { $0.split(separator: " ", maxSplits: 2).last.map(String.init) })
  }
}
