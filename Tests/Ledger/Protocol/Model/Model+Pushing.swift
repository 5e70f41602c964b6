import Ledger

extension Model {
  /// The answer to a push, or none, and what follows by the rule.
  func hear(_ index: Int, _ state: ModelState, _ found: inout [Next]) {
    let process = state[index]
    guard let step = process.pushed else { return }
    if process.standing == .newest || process.standing == .beneath {
      var next = state
      conclude(.recorded, on: step, index, &next)
      found.append(Next(state: next, text: "process \(index) hears yes"))
    }
    if process.standing != .open {
      ask(index, after: .declined, state, &found)
    } else if bounds.mayRefuse {
      // A rule of the remote forbids it, and that copy of it is no more.
      var next = state
      next.messages = state.messages.compactMap { message in
        var message = message
        if message.step == step { message.copies -= 1 }
        return message.copies > 0 ? message : nil
      }
      ask(index, after: .declined, next, &found)
    }
    ask(index, after: .lost, state, &found)
  }

  /// Asks for the ledger after a push that was not answered with yes, and does what the rule says.
  private func ask(
    _ index: Int, after answer: PushRule.Answer, _ state: ModelState, _ found: inout [Next]
  ) {
    let process = state[index]
    guard let step = process.pushed else { return }
    let holding: PushRule.Holding =
      switch process.standing {
      case .open: .expected
      case .newest, .beneath: .ours
      case .late: .other
      }
    for told in [holding, .unknown] {
      var next = state
      let outcome = rules.push(answer, told, process.isSecondPush)
      var violation: String?
      if outcome == .recorded, holding != .ours { violation = "what counts as recorded is not" }
      if outcome == .moved || outcome == .refused, holding == .ours {
        violation = "what is recorded counts as given up"
      }
      conclude(outcome, on: step, index, &next)
      found.append(
        Next(
          state: next, text: "process \(index) hears \(answer) and \(told): \(outcome)",
          violation: violation))
    }
  }

  /// What the process does once it knows what became of a push, or that it cannot know.
  private func conclude(
    _ outcome: PushRule.Outcome, on step: ModelStep, _ index: Int, _ state: inout ModelState
  ) {
    switch outcome {
    case .recorded: recorded(step, index, &state)
    case .pushAgain:
      state[index].isSecondPush = true
      put(step, &state)
    case .moved, .refused:
      giveUp(step, index, &state)
      if outcome == .moved { moved(step, index, &state) } else { failed(step, index, &state) }
    case .unknown: failed(step, index, &state)
    }
  }

  /// The process has concluded that a step is none of the ledger's. Of a renewal it concludes
  /// nothing: it looks whether its lease is there, however often that was renewed.
  private func giveUp(_ step: ModelStep, _ index: Int, _ state: inout ModelState) {
    guard step.kind != .renewal else { return }
    let isLate = state[index].standing == .late
    for message in state.messages.indices
    where state.messages[message].step == step && state.messages[message].isLate == isLate {
      state.messages[message].isGivenUp = true
    }
  }

  private func recorded(_ step: ModelStep, _ index: Int, _ state: inout ModelState) {
    let process = state[index]
    switch step.kind {
    case .settlement: state[index] = process.fresh(.waiting)
    case .result: state[index] = process.fresh(.gone)
    case .intent, .renewal, .takeover:
      var next = process.fresh(.holding)
      next.run = process.run
      next.settles = process.settles
      next.owner = process.owner
      next.written = process.written
      next.isCurrent = process.standing == .newest
      next.lease = ModelLease(
        run: step.run, owner: process.owner,
        renewals: step.kind == .renewal ? process.lease.map { $0.renewals + 1 } ?? 0 : 0)
      next.leaseAge = process.pushAge
      if step.kind == .renewal {
        let since = rules.renewed(
          instant(index, process.leaseAge), instant(index, process.pushAge), now(index),
          bounds.terms)
        // Without an instant it is over for good.
        next.leaseAge =
          since.map { UInt8((now(index) - $0) / .seconds(1)) } ?? bounds.length - bounds.margin
      }
      state[index] = next
    }
  }

  /// Somebody was first. A step that concerns only what the run holds is replayed, while it does.
  private func moved(_ step: ModelStep, _ index: Int, _ state: inout ModelState) {
    let process = state[index]
    switch step.kind {
    case .takeover where rules.replaysTakeovers && state.ledger.lease?.run == process.run:
      state[index].isCurrent = true
      send(step, from: index, &state)
      state[index].pushAge = process.pushAge
    case .intent, .takeover: state[index] = process.fresh(.waiting)
    case .settlement:
      // What is read under the lease is read anew; without it, it is not for this process to settle.
      guard rules.settler(holds(index, state), false) == .settle else {
        state[index] = process.fresh(.waiting)
        return
      }
      var next = process.fresh(.holding)
      next.run = process.run
      next.settles = true
      next.owner = process.owner
      next.isCurrent = true
      next.lease = state.ledger.lease
      next.leaseAge = process.leaseAge
      state[index] = next
    case .renewal, .result:
      guard holds(index, state) else {
        state[index] = process.fresh(process.settles ? .waiting : .gone)
        return
      }
      state[index].lease = state.ledger.lease
      state[index].isCurrent = true
      send(step, from: index, &state)
      state[index].pushAge = process.pushAge
    }
  }

  /// It came to nothing, or nobody can tell.
  private func failed(_ step: ModelStep, _ index: Int, _ state: inout ModelState) {
    let process = state[index]
    guard step.kind == .renewal else {
      state[index] = process.fresh(.gone)
      return
    }
    // The next attempt looks first, and finds the renewal where it came through after all.
    state[index].place = .holding
    state[index].hasTried = true
    state[index].isCurrent = process.standing == .open
    state[index].pushed = nil
    state[index].standing = .open
    state[index].pushAge = 0
    state[index].isSecondPush = false
  }

  // MARK: - The holder

  /// What the holder of a lease can do.
  func hold(_ index: Int, _ state: ModelState, _ found: inout [Next]) {
    let process = state[index]
    guard let run = process.run else { return }
    let step = rules.holder(instant(index, process.leaseAge), now(index), bounds.terms)
    // It may also end before its time: an object failed, or somebody ended it. Whoever settles reads
    // the target for it.
    var ended = state
    ended[index].hasTried = false
    // Whoever settles may come back to it.
    if !process.settles { ended[index].leaseAge = 0 }
    ended[index].written = 0
    ended[index].lease = nil
    let result =
      process.settles
      ? settlement(index, state) : ModelStep(kind: .result, run: run, written: process.written)
    send(result, from: index, &ended)
    found.append(
      Next(state: ended, text: "process \(index) pushes the \(result.kind) of run \(run)"))

    let mayRenew = (process.lease?.renewals ?? 0) < bounds.renewals
    if step == .renewFirst, mayRenew {
      var next = state
      // It looks first: what was recorded elsewhere meanwhile is built on.
      if holds(index, state) {
        next[index].lease = state.ledger.lease
        next[index].isCurrent = true
      }
      next[index].hasTried = false
      send(ModelStep(kind: .renewal, run: run, by: process.owner), from: index, &next)
      found.append(Next(state: next, text: "process \(index) pushes a renewal"))
    }
    let isDone =
      process.settles
      ? (0..<bounds.objects).allSatisfy { state.target[$0] == run + 1 }
      : process.written == (1 << bounds.objects) - 1
    if !isDone, step == .write || (step == .renewFirst && (process.hasTried || !mayRenew)) {
      var next = state
      next[index].hasTried = false
      next[index].place = .writing
      next[index].checkAge = 0
      found.append(Next(state: next, text: "process \(index) finds that it may write"))
    }
  }
}
