import Ledger

/// Names of the processes that settle, one for each lease that one of them takes over.
enum ModelOwner {
  /// Which process has the name.
  static func process(_ owner: UInt8) -> Int { Int((owner - 1) >> 4) }

  /// A name that nothing has which is still to be told from this process.
  static func fresh(_ index: Int, _ state: ModelState) -> UInt8 {
    var taken: Set<UInt8> = []
    if let lease = state.ledger.lease { taken.insert(lease.owner) }
    for message in state.messages { taken.insert(message.step.by) }
    for process in 0..<3 {
      for lease in [state[process].lease, state[process].seen] {
        if let lease { taken.insert(lease.owner) }
      }
      if let step = state[process].pushed { taken.insert(step.by) }
    }
    let first = UInt8(index) << 4 + 1
    return (first..<first + 16).first { !taken.contains($0) } ?? first
  }
}

extension Model {
  /// The state with what nobody can tell from another made the same: which of several equal
  /// processes is which, and by which run an object was written that nothing speaks of any more.
  ///
  /// Processes are equal where they may begin as many runs and are all on machines of their own, or
  /// all on one: then every step of one is a step of the other, and whatever holds of a state holds
  /// of the one with both exchanged. Their clocks differ, and nothing depends on where a clock starts
  /// (which a test shows).
  func normalized(_ state: ModelState) -> ModelState {
    var state = state
    if bounds.isUnabridged {
      rename(&state)
      return state
    }
    for index in bounds.runs.indices {
      if isIdle(index, state) { state[index] = state[index].fresh(.gone) }
      if state[index].isPushing(.settlement), isLast(index, state) { state[index].leaseAge = 0 }
    }
    forget(&state)
    rename(&state)
    let count = bounds.runs.count
    let machines = Set(bounds.machines.prefix(count)).count
    guard machines == 1 || machines == count else { return state }
    // In each place the process that comes there.
    var order = Array(0..<count)
    let keys = order.map { key(state[$0], $0) }
    // A few processes: exchanging neighbours sorts them, and leaves those that look the same.
    for _ in 1..<count {
      for place in 1..<count
      where bounds.runs[place - 1] == bounds.runs[place]
        && keys[order[place - 1]] > keys[order[place]]
      {
        order.swapAt(place - 1, place)
      }
    }
    return order == Array(0..<count) ? state : permuted(state, order)
  }

  /// Gives those who settle the names that come first: each process's own is its first, and those of
  /// killed ones follow as they are found in the ledger and on the way to it.
  private func rename(_ state: inout ModelState) {
    var names: [(old: UInt8, new: UInt8)] = []
    var isSame = true
    func add(_ old: UInt8) {
      guard old > 0, !names.contains(where: { $0.old == old }) else { return }
      let first = (old - 1) & 0xf0 + 1
      let isOwn = state[ModelOwner.process(old)].owner == old
      let known = names.count { ($0.old - 1) >> 4 == (old - 1) >> 4 && $0.new != first }
      let new = isOwn ? first : first + 1 + UInt8(known)
      names.append((old, new))
      isSame = isSame && old == new
    }
    for index in bounds.runs.indices { add(state[index].owner) }
    if let lease = state.ledger.lease { add(lease.owner) }
    for message in state.messages { add(message.step.by) }
    for index in bounds.runs.indices {
      if let step = state[index].pushed { add(step.by) }
      if let lease = state[index].lease { add(lease.owner) }
      if let lease = state[index].seen { add(lease.owner) }
    }
    if isSame { return }
    func new(_ old: UInt8) -> UInt8 { names.first { $0.old == old }?.new ?? old }
    if let lease = state.ledger.lease { state.ledger.lease?.owner = new(lease.owner) }
    for number in state.messages.indices {
      state.messages[number].step.by = new(state.messages[number].step.by)
    }
    sort(&state.messages)
    for index in bounds.runs.indices {
      var process = state[index]
      process.owner = new(process.owner)
      if let lease = process.lease { process.lease?.owner = new(lease.owner) }
      if let lease = process.seen { process.seen?.owner = new(lease.owner) }
      if let step = process.pushed { process.pushed?.by = new(step.by) }
      state[index] = process
    }
  }

  /// Whether a settlement is recorded or can never be: nothing else can come first and leave the
  /// lease to who pushes it, which are steps on other bindings and renewals of its own.
  private func isLast(_ index: Int, _ state: ModelState) -> Bool {
    let process = state[index]
    return process.standing == .open && state.elsewhere == 0
      && !state.messages.contains { $0.step.kind == .renewal && $0.step.by == process.owner }
  }

  /// Whether a process can do no more than one that is to be started: it has not begun, or what it
  /// waits for can only tell it to begin anew, and nobody waits for it.
  private func isIdle(_ index: Int, _ state: ModelState) -> Bool {
    let process = state[index]
    switch process.place {
    case .gone, .writing: return false
    case .waiting, .asked: return process.seen == nil
    case .holding:
      let step = rules.holder(instant(index, process.leaseAge), now(index), bounds.terms)
      return step == .stop && !holds(index, state)
    case .pushing:
      guard let step = process.pushed, !rules.takesLate else { return false }
      switch (step.kind, process.standing) {
      case (.intent, .late): return true
      case (.takeover, .late): return !rules.replaysTakeovers
      case (.result, .newest), (.settlement, .newest): return true
      case (.result, .late), (.settlement, .late): return !holds(index, state)
      default: return false
      }
    }
  }

  /// What is seen of a process without the names of processes and runs.
  private func key(_ process: ModelProcess, _ index: Int) -> UInt64 {
    var key = UInt64(process.place.rawValue)
    func add(_ value: UInt8, _ bits: UInt64) { key = key << bits | UInt64(value) }
    add(process.leaseAge, 4)
    add(process.pushed.map { $0.kind.rawValue + 1 } ?? 0, 3)
    add(process.standing.rawValue, 2)
    add(process.pushAge, 4)
    add(process.seen == nil ? 0 : 1, 1)
    add(process.seenAge, 4)
    add(process.lookAge, 4)
    add(process.checkAge, 4)
    add(process.written, 2)
    add(process.runs, 2)
    add(process.run == nil ? 0 : 1, 1)
    add(process.isCurrent ? 1 : 0, 1)
    add(process.hasTried ? 1 : 0, 1)
    add(process.isSecondPush ? 1 : 0, 1)
    add(process.settles ? 1 : 0, 1)
    add(process.owner == 0 ? 0 : (process.owner - 1) & 15 + 1, 5)
    add(process.lease.map { $0.renewals + 1 } ?? 0, 3)
    return key
  }

  private func permuted(_ state: ModelState, _ order: [Int]) -> ModelState {
    let count = UInt8(order.count)
    var places = order
    for (place, process) in order.enumerated() { places[process] = place }
    func run(_ old: UInt8) -> UInt8 { old / count * count + UInt8(places[Int(old % count)]) }
    func owner(_ old: UInt8) -> UInt8 {
      guard old > 0 else { return 0 }
      return UInt8(places[ModelOwner.process(old)]) << 4 + (old - 1) & 15 + 1
    }
    func lease(_ old: ModelLease) -> ModelLease {
      ModelLease(run: run(old.run), owner: owner(old.owner), renewals: old.renewals)
    }
    func step(_ old: ModelStep) -> ModelStep {
      ModelStep(kind: old.kind, run: run(old.run), written: old.written, by: owner(old.by))
    }
    func objects(_ old: ModelObjects) -> ModelObjects {
      var new = old
      for object in UInt8(0)..<2 where old[object] > 0 { new[object] = run(old[object] - 1) + 1 }
      return new
    }
    var next = state
    next.ledger.lease = state.ledger.lease.map(lease)
    next.ledger.record = objects(state.ledger.record)
    next.target = objects(state.target)
    next.messages = state.messages.map { message in
      var message = message
      message.step = step(message.step)
      return message
    }
    sort(&next.messages)
    for (place, index) in order.enumerated() {
      var process = state[index]
      process.lease = process.lease.map(lease)
      process.seen = process.seen.map(lease)
      process.pushed = process.pushed.map(step)
      process.run = process.run.map(run)
      process.owner = owner(process.owner)
      next[place] = process
    }
    return next
  }

  /// Forgets by which run an object was written where it is recorded so, and nothing will ever be
  /// compared with that run: nobody has its lease, knows of it or pushes a step of it.
  private func forget(_ state: inout ModelState) {
    for object in 0..<bounds.objects {
      let value = state.target[object]
      guard value > 0, value == state.ledger.record[object] else { continue }
      let run = value - 1
      if state.ledger.lease?.run == run { continue }
      if state.messages.contains(where: { $0.step.run == run }) { continue }
      let isKnown = bounds.runs.indices.contains { index in
        let process = state[index]
        return process.run == run || process.pushed?.run == run || process.lease?.run == run
          || process.seen?.run == run
      }
      if isKnown { continue }
      state.target[object] = 0
      state.ledger.record[object] = 0
    }
  }

  /// Puts messages into the one order in which their set is kept.
  func sort(_ messages: inout [ModelMessage]) {
    guard messages.count > 1 else { return }
    messages.sort {
      ($0.step.run, $0.step.kind.rawValue, $0.step.written, $0.step.by)
        < ($1.step.run, $1.step.kind.rawValue, $1.step.written, $1.step.by)
    }
  }
}
