import Configuration
import Web

extension RestSystem {
  /// So often a list is asked for again that changed while it was read.
  private static let attempts = 3
  /// A list with more pages has no end.
  private static let limitPages = 100_000

  /// All objects of a kind, from the system's own list.
  ///
  /// Throws where any page of it is not there: part of a list is never taken for all of it.
  func list(_ kind: RestDescription.Kind) throws(TargetError) -> [Object] {
    for _ in 0..<Self.attempts {
      if let objects = try listOnce(kind) { return objects }
    }
    throw .system(
      message: "the list of \(kind.name) changed each time it was read", hints: [])
  }

  /// Asks for the first page of each list that the description has files for.
  func preflight() throws(TargetError) -> String {
    let kinds = description.kinds.filter { $0.files != nil }
    for kind in kinds {
      let response: WebResponse
      do {
        response = try client.send(
          request(kind.list, adding: Self.start(of: kind.list.paging)))
      } catch {
        throw Self.told(error)
      }
      guard response.isSuccess else { throw refusal(response) }
      guard case .list? = kind.list.items.value(in: try content(of: response)) else {
        throw .system(message: "\(response): the answer holds no list", hints: [])
      }
    }
    return "\(description.name) shows its \(kinds.map(\.name).joined(separator: ", "))"
  }

  /// nil where the list changed while it was read: an object is there twice, or there are not as many
  /// as it says.
  private func listOnce(_ kind: RestDescription.Kind) throws(TargetError) -> [Object]? {
    let listing = kind.list
    var objects: [Object] = []
    var seen: Set<String> = []
    var next: WebRequest? = request(listing, adding: Self.start(of: listing.paging))
    var page = 0
    var total: Int?
    while let request = next {
      let response: WebResponse
      do {
        response = try client.send(request)
      } catch {
        throw Self.told(error)
      }
      guard response.isSuccess else { throw refusal(response) }
      let whole = try content(of: response)
      guard case .list(let items)? = listing.items.value(in: whole) else {
        throw .system(message: "\(response): the answer holds no list", hints: [])
      }
      for item in items {
        guard let value = listing.id.value(in: item), let id = RestForm.text(value) else {
          throw .system(message: "\(response): an object of the list has no ID", hints: [])
        }
        guard seen.insert(id).inserted else { return nil }
        objects.append(
          Object(
            id: id, idValue: value, value: item, entityTag: nil, isActive: isActive(item, kind)))
      }
      if let route = listing.total {
        guard let number = route.value(in: whole).flatMap(Self.count) else {
          throw .system(message: "\(response): the list does not say how long it is", hints: [])
        }
        guard total == nil || total == number else { return nil }
        total = number
      }
      page += 1
      guard page < Self.limitPages else {
        throw .system(message: "the list of \(kind.name) has no end", hints: [])
      }
      next = try self.next(listing, after: page, whole, isEmpty: items.isEmpty, response)
    }
    return total == nil || total == objects.count ? objects : nil
  }

  /// A whole number, however it is spelled; some systems say `0.0`.
  private static func count(_ value: ContentValue) -> Int? {
    RestForm.text(value).flatMap(RestForm.number).flatMap { Int($0) }
  }

  private static func start(of paging: RestDescription.Listing.Paging) -> [(String, String)] {
    if case .number(let parameter, let first, _) = paging { [(parameter, "\(first)")] } else { [] }
  }

  private func request(
    _ listing: RestDescription.Listing, adding more: [(String, String)]
  ) -> WebRequest {
    let names = more.map(\.0)
    let query = listing.query.filter { !names.contains($0.key) }.sorted { $0.key < $1.key }
    return get(
      client.settings.base.appending(
        path: listing.path, query: query.map { ($0.key, $0.value) } + more))
  }

  /// The request for the page after `page` pages; nil after the last one.
  private func next(
    _ listing: RestDescription.Listing, after page: Int, _ whole: ContentValue, isEmpty: Bool,
    _ response: WebResponse
  ) throws(TargetError) -> WebRequest? {
    switch listing.paging {
    case .none: return nil
    case .number(let parameter, let first, let last):
      if let last {
        guard let pages = last.value(in: whole).flatMap(Self.count) else {
          throw .system(
            message: "\(response): the list does not say how many pages it has", hints: [])
        }
        if page >= pages { return nil }
      } else if isEmpty {
        return nil
      }
      return request(listing, adding: [(parameter, "\(first + page)")])
    case .link(let route):
      guard let link = route.value(in: whole).flatMap(RestForm.text), !link.isEmpty else {
        return nil
      }
      guard let address = response.address.resolving(link) else {
        throw .system(message: "\(response): the next page's address is none", hints: [])
      }
      return get(address)
    case .cursor(let parameter, let route):
      guard let token = route.value(in: whole).flatMap(RestForm.text), !token.isEmpty else {
        return nil
      }
      return request(listing, adding: [(parameter, token)])
    }
  }
}
