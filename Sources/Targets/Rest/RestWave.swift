import Configuration
import Domain
import Web

/// Some writes to one kind of object that do not depend on each other: they are looked at, sent and
/// read back together.
///
/// Nothing is done without proof: an answer that says success is not taken for one, and one that is
/// lost is found out by looking.
final class RestWave {
  /// One write on its way.
  struct Work {
    var write: ObjectWrite
    var place: RestPlaces.Place
    /// What it is to be; nil where it goes.
    var form: ContentMap?
    /// What it is now; nil for one that is to be created.
    var live: RestView.Found?
    var requests: [WebRequest] = []
    /// What the system said last.
    var words: String?
    var outcome: WriteOutcome?
    /// Whether a request was sent whose answer was lost.
    var isUnknown = false
    /// Whether any request of it was sent, and none of them found somebody else's change.
    var mayBeHalfDone = false
    var id: String?
  }

  let view: RestView
  var works: [Work] = []
  private var system: RestSystem { view.system }

  /// Takes as many of the writes, in their order, as belong together: at least one.
  init(_ view: RestView, _ writes: ArraySlice<ObjectWrite>) {
    self.view = view
    let limit = view.system.description.concurrency * 4
    var created: Set<RestForm.Reference> = []
    for write in writes.prefix(limit) {
      guard let place = view.places.place(write.path) else {
        if works.isEmpty {
          missing = "\(write.path) was not written: no kind of the description has its files there"
        }
        break
      }
      if let first = works.first, first.place.kind.name != place.kind.name { break }
      var work = Work(write: write, place: place)
      if let from = write.movedFrom, view.places.place(from)?.kind.name != place.kind.name {
        work.outcome = .failed("\(write.path) was not written: \(from) is of another kind")
      }
      if case .put(let object) = write.action {
        do {
          let form = try view.form(of: object.content(), at: write.path, place.kind)
          let own = RestForm(kind: place.kind)
          guard own.references(of: form).isDisjoint(with: created) else { break }
          work.form = form
          if let key = own.key(of: form) {
            created.insert(RestForm.Reference(kind: place.kind.name, key: key))
          }
        } catch {
          work.outcome = .failed("\(write.path) was not written: \(Self.clause(error))")
        }
      }
      works.append(work)
    }
  }

  /// Why the first write belongs to no wave.
  private var missing: String?

  /// One outcome for each write that it took.
  func write(mayContinue: () throws -> Void) -> [WriteOutcome] {
    if let missing, works.isEmpty { return [.failed(missing)] }
    look()
    for index in works.indices where works[index].outcome == nil { prepare(index) }
    send(mayContinue)
    prove()
    lookAtFailed()
    noteSecrets()
    return works.map { $0.outcome ?? .failed("\($0.write.path) was not written") }
  }

  var kind: RestDescription.Kind { works[0].place.kind }

  // MARK: Before

  /// Reads what is there, and stops what is not as it was planned.
  private func look() {
    let open = works.indices.filter { works[$0].outcome == nil }
    var ids: [Int: String] = [:]
    for index in open where works[index].write.expected != nil {
      let write = works[index].write
      ids[index] = write.remoteID ?? (try? view.id(at: write.movedFrom ?? write.path))
    }
    do {
      let objects = try view.read(kind, Array(Set(ids.values)).sorted())
      for index in open {
        let write = works[index].write
        works[index].id = ids[index]
        if let id = ids[index], let object = objects[id] {
          works[index].live = try view.found(
            object, at: write.movedFrom ?? write.path, kind,
            secrets: view.form(recorded: write, kind) ?? works[index].form)
        }
        try compare(index)
      }
    } catch {
      for index in open where works[index].outcome == nil {
        works[index].outcome = .failed(
          "\(works[index].write.path) was not written: \(Self.clause(error))")
      }
    }
  }

  /// Whether there is what was planned on.
  private func compare(_ index: Int) throws {
    let work = works[index]
    let isExpectedActive =
      work.write.movedFrom.flatMap(view.places.place)?.isActive ?? work.place.isActive
    var live = work.live
    if live == nil, work.write.expected == nil, let key = work.form.flatMap(key) {
      live = try view.matches(key, kind).first.map { try view.found($0, at: work.write.path, kind) }
    }
    if live?.object.isActive == !isExpectedActive { live = nil }
    guard live?.version != work.write.expected else { return }
    // What it refers to may have got another name since, by this very run.
    if let live, let planned = planned(work.write),
      try view.found(
        planned.object, at: work.write.movedFrom ?? work.write.path, kind, secrets: planned.form
      ).version == live.version
    {
      return
    }
    works[index].outcome = .failed("\(work.write.path) was changed since the plan")
  }

  /// What a write was planned on; nil where that was not read here.
  private func planned(_ write: ObjectWrite) -> RestView.Found? {
    guard let found = view.found[write.movedFrom ?? write.path], found.version == write.expected
    else { return nil }
    return found
  }

  private func key(of form: ContentMap) -> String? { RestForm(kind: kind).key(of: form) }

  /// Makes the requests of a write.
  private func prepare(_ index: Int) {
    let work = works[index]
    do {
      works[index].requests = try requests(work)
    } catch let error as RestBody.Unresolved {
      works[index].outcome = .skipped("\(work.write.path) was not written: \(error.clause)")
    } catch {
      works[index].outcome = .failed("\(work.write.path) was not written: \(Self.clause(error))")
    }
  }

  private func requests(_ work: Work) throws -> [WebRequest] {
    guard let form = work.form else {
      guard let delete = kind.delete else { throw cannot("delete") }
      return [
        system.request(delete, id: work.id, entityTag: tag(work), effect: .sets)
      ]
    }
    let body = RestBody(kind: kind)
    guard let live = work.live else {
      guard let create = kind.create else { throw cannot("create") }
      let content = try body.body(create, form, after: nil, resolving: view.resolve)
      return [system.request(create, id: nil, body: content ?? .map(ContentMap()), effect: .adds)]
    }
    if !work.place.isActive {
      guard let off = kind.deactivation?.turnOff else { throw cannot("deactivate") }
      return [
        system.request(
          off, id: work.id, body: body.body(of: off), entityTag: tag(work), effect: .sets)
      ]
    }
    var requests: [WebRequest] = []
    if !live.object.isActive {
      guard let on = kind.deactivation?.turnOn else { throw cannot("activate") }
      requests.append(
        system.request(
          on, id: work.id, body: body.body(of: on), entityTag: tag(work), effect: .sets))
    }
    for update in kind.updates {
      guard let content = try body.body(update, form, after: live.form, resolving: view.resolve)
      else { continue }
      requests.append(
        system.request(update, id: work.id, body: content, entityTag: tag(work), effect: .sets))
    }
    return requests
  }

  private func tag(_ work: Work) -> String? {
    system.description.hasEntityTags ? work.live?.object.entityTag : nil
  }

  private func cannot(_ verb: String) -> TargetError {
    .system(message: "\(system.description.name) cannot \(verb) \(kind.name)", hints: [])
  }

  // MARK: Sending

  /// Sends the first request of each write, then the second of those that have one, and so on.
  private func send(_ mayContinue: () throws -> Void) {
    var turn = 0
    while true {
      let open = works.indices.filter {
        works[$0].outcome == nil && !works[$0].isUnknown && works[$0].requests.count > turn
      }
      guard !open.isEmpty else { return }
      if turn > 0 { renewTags(open, turn) }
      let results = system.send(open.map { works[$0].requests[turn] }, mayContinue: mayContinue)
      for (index, result) in zip(open, results) { take(result, index) }
      turn += 1
    }
  }

  /// A further request names the version that the one before it left.
  private func renewTags(_ open: [Int], _ turn: Int) {
    guard system.description.hasEntityTags,
      let objects = try? system.read(kind, open.compactMap { works[$0].id })
    else { return }
    for index in open {
      guard let tag = works[index].id.flatMap({ objects[$0]?.entityTag }) else { continue }
      works[index].requests[turn].headers.removeAll { $0.name == "If-Match" }
      works[index].requests[turn].headers.append((name: "If-Match", value: tag))
    }
  }

  private func take(_ result: Result<WebResponse, WebError>, _ index: Int) {
    let path = works[index].write.path
    if case .failure(let error) = result, case .stopped = error.reason {
      // It was not sent.
    } else {
      works[index].mayBeHalfDone = true
    }
    switch result {
    case .success(let response):
      works[index].words = system.words(response)
      if response.status == 412 {
        works[index].mayBeHalfDone = false
        works[index].outcome = .failed("\(path) was changed since the plan")
      } else if !response.isSuccess, works[index].form == nil, [404, 410].contains(response.status)
      {
        // Reading tells whether it is gone.
      } else if !response.isSuccess {
        works[index].outcome = .failed(
          "\(path) was not written: \(system.refusal(response).message)")
      } else if works[index].live == nil, works[index].form != nil {
        works[index].id = newID(response)
      }
    case .failure(let error):
      if case .stopped(let reason) = error.reason {
        works[index].outcome = .skipped("\(path) was not written: \(reason)")
      } else if error.isUnknown {
        works[index].isUnknown = true
        works[index].words = error.message
      } else {
        works[index].outcome = .failed("\(path) was not written: \(error.message)")
      }
    }
  }

  /// The ID of a new object: in the body, or the last part of its `Location`.
  private func newID(_ response: WebResponse) -> String? {
    if let route = kind.create?.id, let value = try? system.content(of: response),
      let id = route.value(in: value).flatMap(RestForm.text)
    {
      return id
    }
    return response.header("Location")?.split(separator: "/").last.map(String.init)
  }

  // MARK: Proof

  /// Reads everything back.
  private func prove() {
    let open = works.indices.filter { works[$0].outcome == nil }
    guard !open.isEmpty else { return }
    do {
      try findCreated(open)
      // Lists tell what is gone or off, as it is now.
      if works.contains(where: { $0.form == nil || !$0.place.isActive }) { view.forgetLists() }
      let objects = try view.read(kind, Array(Set(open.compactMap { works[$0].id })).sorted())
      for index in open where works[index].outcome == nil {
        let object = works[index].id.flatMap { objects[$0] }
        works[index].outcome = try outcome(of: works[index], object)
      }
    } catch {
      for index in open where works[index].outcome == nil {
        works[index].outcome = .failed(
          "\(works[index].write.path) was sent, and could not be read back: \(Self.clause(error))")
      }
    }
  }

  /// Finds the objects that were created, and of which no answer told the ID.
  private func findCreated(_ open: [Int]) throws {
    let lost = open.filter { works[$0].id == nil && works[$0].form != nil }
    guard !lost.isEmpty else { return }
    view.forgetLists()
    for index in lost {
      guard let key = works[index].form.flatMap(key) else { continue }
      let matches = try view.matches(key, kind)
      guard matches.count <= 1 else {
        works[index].outcome = .failed(
          "\(works[index].write.path) is there \(matches.count) times")
        continue
      }
      works[index].id = matches.first?.id
    }
  }

  private func outcome(of work: Work, _ object: RestSystem.Object?) throws -> WriteOutcome {
    let path = work.write.path
    let said = work.words.map { "; the system said: \($0)" } ?? ""
    guard let form = work.form else {
      guard object == nil || object?.isActive == false else {
        return .failed("\(path) is still there\(said)")
      }
      view.set(nil, at: path)
      return .done
    }
    guard let object else { return .failed("\(path) is not there after it was sent\(said)") }
    guard object.isActive == work.place.isActive else {
      return .failed("\(path) is \(object.isActive ? "still on" : "off")\(said)")
    }
    let found = try view.found(object, at: path, kind, secrets: form)
    // What was turned off is what it was.
    let wanted = work.place.isActive ? form : work.live?.form ?? form
    let wrong = kind.fields.filter {
      !$0.isReadOnly && !$0.isSecret && !(work.live != nil && $0.isImmutable)
        && found.form[$0.name] != wanted[$0.name]
    }
    guard wrong.isEmpty else {
      let names = wrong.map { "`\($0.name)`" }.joined(separator: ", ")
      return .failed("\(path) is not as it was sent: \(names)\(said)")
    }
    if let from = work.write.movedFrom { view.set(nil, at: from) }
    view.set(object.id, at: path)
    if let live = work.live {
      if live.form[kind.key] != found.form[kind.key] { view.forgetLists() }
    } else if let key = key(of: form) {
      view.note(object, key, kind)
    }
    return .done
  }

  private static func clause(_ error: any Error) -> String {
    switch error {
    case let flaw as RestForm.Flaw: flaw.clause
    case let error as any ExplainedError: error.message
    default: "\(error)"
    }
  }
}
