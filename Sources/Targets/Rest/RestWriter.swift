import Configuration
import Domain

/// A system over HTTP as a target.
final class RestWriter: RestTarget, TargetWriter {
  let view: RestView

  init(_ system: RestSystem) { view = RestView(system) }

  /// Nothing of ours lies around on a system: every request changes one object.
  func removeLeftovers() throws -> [GitPath] { [] }

  /// By kind, as the description has them, and within one what is referred to first.
  func order(_ objects: [DesiredObject]) throws -> [Int] {
    let kinds = view.system.description.kinds
    var order: [Int] = []
    for kind in kinds {
      var keys: [String: Int] = [:]
      var references: [Int: [String]] = [:]
      let own = objects.indices.filter {
        view.places.place(objects[$0].path)?.kind.name == kind.name
      }
      for index in own {
        let form = try? view.form(of: objects[index].content(), at: objects[index].path, kind)
        guard let form else { continue }
        if let key = RestForm(kind: kind).key(of: form) { keys[key] = index }
        references[index] = RestForm(kind: kind).references(of: form)
          .filter { $0.kind == kind.name }.map(\.key).sorted()
      }
      var seen: Set<Int> = []
      func visit(_ index: Int) {
        guard seen.insert(index).inserted else { return }
        for key in references[index] ?? [] { keys[key].map(visit) }
        order.append(index)
      }
      own.forEach(visit)
    }
    let placed = Set(order)
    return order + objects.indices.filter { !placed.contains($0) }
  }

  func halfWrite(to place: GitPath) -> HalfWrite? { view.halfWrites[place] }

  func note(of place: GitPath) -> String? { view.notes[place] }

  func write(_ batch: [ObjectWrite], mayContinue: () throws -> Void) -> [WriteOutcome] {
    view.forgetLists()
    var outcomes: [WriteOutcome] = []
    while outcomes.count < batch.count {
      do {
        try mayContinue()
        let wave = RestWave(view, batch[outcomes.count...])
        outcomes += wave.write(mayContinue: mayContinue)
      } catch {
        let reason = (error as? any ExplainedError)?.message ?? "\(error)"
        return outcomes
          + batch[outcomes.count...].map { .skipped("\($0.path) was not written: \(reason)") }
      }
    }
    return outcomes
  }
}
