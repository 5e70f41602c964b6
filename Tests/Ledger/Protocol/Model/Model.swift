import Ledger

/// The protocol of the ledger and its leases: what each process, the network and time can do next.
///
/// There is one remote ref, one binding and its target. A step is as small as what cannot be
/// interrupted in the program: asking, an answer and the decision on it, a push, its arrival, a
/// write. Any process can be killed between two steps, a message can take any time (one that is lost
/// is one that takes for ever), and time passes for all alike.
struct Model {
  let rules: ModelRules
  let bounds: ModelBounds

  init(_ bounds: ModelBounds, _ rules: ModelRules = ModelRules()) {
    self.bounds = bounds
    self.rules = rules
  }

  var start: ModelState {
    var state = ModelState()
    state.elsewhere = bounds.elsewhere
    return state
  }

  /// One possible step, with what is wrong about it.
  struct Next {
    var state: ModelState
    var text: String
    var violation: String?
  }

  /// All that can happen next.
  func next(_ state: ModelState) -> [Next] {
    var found: [Next] = []
    for process in bounds.runs.indices { act(process, state, &found) }
    for message in state.messages { found.append(arrival(of: message, state)) }
    if state.elsewhere > 0 {
      var next = state
      next.elsewhere -= 1
      move(&next, by: nil)
      found.append(Next(state: next, text: "somebody records a step on another binding"))
    }
    if let next = tick(state) { found.append(Next(state: next, text: "a tick passes")) }
    for number in found.indices { found[number].state = normalized(found[number].state) }
    return found
  }

  /// Whether nothing is left to be done: no lease, and the record tells what is on the target.
  func isSettled(_ state: ModelState) -> Bool {
    state.ledger.lease == nil && state.ledger.record == state.target
  }

  /// What must never be; nil where all is well.
  func violation(_ state: ModelState) -> String? {
    guard state.target != state.ledger.record else { return nil }
    for object in 0..<bounds.objects where state.target[object] != state.ledger.record[object] {
      guard let lease = state.ledger.lease else {
        return "object \(object) is not as it is recorded, and no intent explains it"
      }
      if state.target[object] != lease.run + 1 {
        return "object \(object) is neither as it is recorded nor as the intent says"
      }
    }
    return nil
  }

  // MARK: - The world

  /// Time passes for all. What was found permissible is done within the margin, unless the model
  /// lets processes stand still.
  private func tick(_ state: ModelState) -> ModelState? {
    // Beyond these ages nothing changes any more: a holder that may not write, a look that began
    // before the lease was old enough.
    func older(_ age: inout UInt8, upTo limit: UInt8? = nil) {
      age = min(limit ?? bounds.length - bounds.margin, age + 1)
    }
    var next = state
    for index in bounds.runs.indices {
      var process = state[index]
      switch process.place {
      case .gone, .waiting: break
      case .asked:
        if process.seen != nil || bounds.isUnabridged { older(&process.lookAge, upTo: 1) }
      case .holding: older(&process.leaseAge)
      case .writing:
        if process.checkAge >= bounds.margin, !bounds.mayStall { return nil }
        older(&process.checkAge, upTo: bounds.margin)
        older(&process.leaseAge)
      case .pushing:
        if process.isPushing(.renewal) || process.isPushing(.settlement) {
          older(&process.leaseAge)
        }
        if process.pushed?.kind.beginsTerm == true { older(&process.pushAge) }
      }
      if process.seen != nil { older(&process.seenAge, upTo: bounds.length) }
      next[index] = process
    }
    return next == state ? nil : next
  }

  private func arrival(of message: ModelMessage, _ state: ModelState) -> Next {
    var next = state
    let (ledger, flaw) = state.ledger.after(message.step)
    var violation = flaw
    if message.isLate { violation = "the chain loses what was recorded" }
    if message.isGivenUp { violation = "a commit arrives that its process has given up" }
    next.ledger = ledger
    move(&next, by: message.step)
    return Next(
      state: next, text: "the remote takes the \(message.step.kind) of run \(message.step.run)",
      violation: violation)
  }

  /// The remote's tip is replaced, by a push of a process or else by a stranger's.
  private func move(_ state: inout ModelState, by step: ModelStep?) {
    for index in bounds.runs.indices {
      var process = state[index]
      process.isCurrent = false
      if process.place == .pushing {
        switch process.standing {
        case .open: process.standing = process.pushed == step ? .newest : .late
        // What comes after a result is the same wherever it is.
        case .newest where process.pushed?.kind.beginsTerm == true:
          process.standing = .beneath
        case .newest: break
        case .beneath, .late: break
        }
      }
      // Such a lease never comes back.
      if process.seen != nil, process.seen != state.ledger.lease, !bounds.isUnabridged {
        process.seen = nil
        process.seenAge = 0
        process.lookAge = 0
      }
      state[index] = process
    }
    guard !state.messages.isEmpty else { return }
    var late = rules.takesLate ? state.messages.filter { $0.step != step } : []
    for index in late.indices { late[index].isLate = true }
    state.messages = late
  }

  // MARK: - A process

  private func act(_ index: Int, _ state: ModelState, _ found: inout [Next]) {
    let process = state[index]
    func add(
      _ text: String, _ violation: String? = nil, _ change: (inout ModelState) -> Void
    ) {
      var next = state
      change(&next)
      found.append(Next(state: next, text: "process \(index) \(text)", violation: violation))
    }
    if process.place != .gone {
      add("is killed") { $0[index] = process.fresh(.gone) }
    }
    switch process.place {
    case .gone:
      // Where nothing is known yet, it makes no difference how long the first look takes.
      guard bounds.isUnabridged else { return decide(index, state, &found) }
      add("is started and asks for the ledger") { $0[index] = process.fresh(.asked) }
    case .waiting:
      add("asks for the ledger again") {
        $0[index].place = .asked
        $0[index].lookAge = 0
      }
    case .asked: decide(index, state, &found)
    case .pushing: hear(index, state, &found)
    case .holding: hold(index, state, &found)
    case .writing:
      guard let run = process.run else { return }
      // Whoever settles can only finish what it finds unfinished.
      let unfinished = (0..<bounds.objects).first { state.target[$0] != run + 1 } ?? 0
      let object = process.settles ? unfinished : process.written & 1
      add("writes object \(object)", intruder(index, state)) { next in
        next.target[object] = run + 1
        if !process.settles { next[index].written |= 1 << object }
        next[index].place = .holding
        next[index].checkAge = 0
      }
    }
  }

  /// Who else is at the target while a process writes; nil where nobody is.
  private func intruder(_ index: Int, _ state: ModelState) -> String? {
    let own = state[index]
    guard let run = own.run, let lease = state.ledger.lease, lease.run == run else {
      return "it writes, and has no lease any more"
    }
    guard lease.owner == own.owner else {
      return "it writes, and another has taken its lease over"
    }
    for other in bounds.runs.indices where other != index {
      let process = state[other]
      if process.place == .writing { return "it writes while process \(other) does" }
      guard process.settles, process.run == run, process.owner == own.owner else { continue }
      return process.isPushing(.settlement)
        ? "it writes while process \(other) records what it had written"
        : "it writes while process \(other) reads the target to settle the run"
    }
    return nil
  }

  /// Whether the ledger as it is says that the process has its lease.
  func holds(_ index: Int, _ state: ModelState) -> Bool {
    guard let run = state[index].run else { return false }
    let held = ModelLease(run: run, owner: state[index].owner, renewals: 0)
    return rules.isHeld(held, state.ledger.lease)
  }

  func now(_ index: Int) -> Duration { bounds.clocks[index] + .seconds(100) }

  func instant(_ index: Int, _ age: UInt8) -> Duration { now(index) - .seconds(Int(age)) }

  private func isProvablyGone(
    _ lease: ModelLease, for index: Int, in state: ModelState
  ) -> Bool {
    let isRuns = lease.owner == 0 || rules.judgesRuns
    let holder = isRuns ? Int(lease.run) % bounds.runs.count : ModelOwner.process(lease.owner)
    guard bounds.machines[holder] == bounds.machines[index] else { return false }
    if isRuns { return state[holder].settles || state[holder].run != lease.run }
    return state[holder].owner != lease.owner
  }

  /// What it makes of the ledger that it is told of.
  private func decide(_ index: Int, _ state: ModelState, _ found: inout [Next]) {
    let process = state[index]
    var next = state
    guard let lease = state.ledger.lease else {
      var text = "process \(index) finds nothing to do"
      next[index] = process.fresh(.gone)
      if process.runs < bounds.runs[index] {
        let run = process.runs * UInt8(bounds.runs.count) + UInt8(index)
        next[index].runs += 1
        next[index].run = run
        next[index].isCurrent = true
        send(ModelStep(kind: .intent, run: run), from: index, &next)
        text = "process \(index) pushes the intent of run \(run)"
      }
      found.append(Next(state: next, text: text))
      return
    }
    let known = process.seen.map {
      LeaseRule.Sighting($0, answeredAt: instant(index, process.seenAge))
    }
    let requested = instant(index, process.lookAge)
    let first = rules.sighting(known, lease, requested, now(index))
    let taker = rules.taker(
      isProvablyGone(lease, for: index, in: state), first, requested, bounds.terms.length)
    switch rules.settler(false, taker == .takeOver) {
    case .wait:
      next[index] = process.fresh(.waiting)
      next[index].seen = first.lease
      let age = UInt8((now(index) - first.answeredAt) / .seconds(1))
      next[index].seenAge = min(bounds.length, age)
      found.append(Next(state: next, text: "process \(index) waits"))
    case .takeOver:
      next[index] = process.fresh(.asked)
      next[index].run = lease.run
      next[index].settles = true
      next[index].owner = ModelOwner.fresh(index, state)
      next[index].isCurrent = true
      let step = ModelStep(kind: .takeover, run: lease.run, by: next[index].owner)
      send(step, from: index, &next)
      found.append(Next(state: next, text: "process \(index) takes run \(lease.run) over"))
    // Only a weakened rule settles what it has not taken over.
    case .settle:
      next[index] = process.fresh(.holding)
      next[index].run = lease.run
      next[index].settles = true
      next[index].owner = lease.owner
      next[index].lease = lease
      next[index].isCurrent = true
      found.append(Next(state: next, text: "process \(index) settles run \(lease.run)"))
    }
  }

  /// What somebody finds on the target who settles a run.
  func settlement(_ index: Int, _ state: ModelState) -> ModelStep {
    var step = ModelStep(
      kind: .settlement, run: state[index].run ?? 0, by: state[index].owner)
    for object in 0..<bounds.objects where state.target[object] == step.run + 1 {
      step.written |= 1 << object
    }
    return step
  }

  /// Pushes a step on the ledger as the process knows it.
  func send(_ step: ModelStep, from index: Int, _ state: inout ModelState) {
    let isCurrent = state[index].isCurrent
    state[index].place = .pushing
    state[index].pushed = step
    state[index].standing = isCurrent ? .open : .late
    state[index].pushAge = 0
    state[index].isSecondPush = false
    state[index].isCurrent = false
    if isCurrent { put(step, &state) }
  }

  /// Puts a push on its way.
  func put(_ step: ModelStep, _ state: inout ModelState) {
    if let known = state.messages.firstIndex(where: { $0.step == step && !$0.isLate }) {
      if bounds.mayRefuse { state.messages[known].copies = 2 }
    } else if state.messages.count < bounds.messages {
      state.messages.append(ModelMessage(step: step))
      sort(&state.messages)
    }
  }
}
