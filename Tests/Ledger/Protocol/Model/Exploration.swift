/// All states of a model that can be reached, found breadth first, each looked at once.
struct Exploration {
  private(set) var states: [ModelState] = []
  /// How many steps there are between them.
  private(set) var stepCount = 0
  /// The shortest way to a state or step that must not be; nil where there is none.
  private(set) var violation: (text: String, way: [String])?
  /// The shortest way to a state from which nothing leads to one that is settled.
  private(set) var deadEnd: [String]?

  private let model: Model
  private var numbers: [ModelState: Int32] = [:]
  /// The state that each was found from.
  private var origins: [Int32] = []

  /// Explores all of it, or up to the first violation.
  init(_ model: Model) {
    self.model = model
    explore()
  }

  private mutating func explore() {
    var from: [Int32] = []
    var to: [Int32] = []
    add(model.start, from: -1)
    var current = 0
    while current < states.count {
      for next in model.next(states[current]) {
        let number = numbers[next.state] ?? add(next.state, from: Int32(current))
        from.append(Int32(current))
        to.append(number)
        if let text = next.violation ?? model.violation(next.state) {
          violation = (text, way(to: current) + [next.text])
          stepCount = from.count
          return
        }
      }
      current += 1
    }
    stepCount = from.count
    findDeadEnd(from, to)
  }

  @discardableResult
  private mutating func add(_ state: ModelState, from origin: Int32) -> Int32 {
    let number = Int32(states.count)
    states.append(state)
    origins.append(origin)
    numbers[state] = number
    return number
  }

  /// Walks back from all settled states, along the steps that lead to them.
  private mutating func findDeadEnd(_ from: [Int32], _ to: [Int32]) {
    var starts = [Int32](repeating: 0, count: states.count + 1)
    for state in to { starts[Int(state) + 1] += 1 }
    for index in 0..<states.count { starts[index + 1] += starts[index] }
    var free = starts
    var before = [Int32](repeating: 0, count: to.count)
    for index in to.indices {
      before[Int(free[Int(to[index])])] = from[index]
      free[Int(to[index])] += 1
    }
    var leads = states.map { model.isSettled($0) }
    var open = leads.indices.filter { leads[$0] }
    while let state = open.popLast() {
      for index in starts[state]..<starts[state + 1] {
        let earlier = Int(before[Int(index)])
        if leads[earlier] { continue }
        leads[earlier] = true
        open.append(earlier)
      }
    }
    deadEnd = leads.firstIndex(of: false).map { way(to: $0) }
  }

  /// What happened until a state was first reached.
  private func way(to number: Int) -> [String] {
    var numbers = [number]
    while let last = numbers.last, origins[last] >= 0 { numbers.append(Int(origins[last])) }
    numbers.reverse()
    return zip(numbers, numbers.dropFirst()).map { earlier, later in
      model.next(states[earlier]).first { $0.state == states[later] }?.text ?? "?"
    }
  }
}
