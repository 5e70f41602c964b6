package import Domain

/// How the objects of a system are read and written over HTTP, for every system of its kind alike.
package struct RestDescription: Hashable, Sendable {
  /// How a request says who asks.
  package enum Authentication: Hashable, Sendable {
    case basic, bearer
    /// The credential as the value of a header.
    case header(String)
  }

  /// What the system is called in messages.
  package var name: String
  package var authentication: Authentication
  /// Headers of every request; `{origin}` in a value is the scheme, host and port asked.
  package var headers: [String: String]
  /// How many requests a minute the system takes; nil for no limit.
  package var requestsPerMinute: Int?
  /// How many requests may be on their way at once.
  package var concurrency: Int
  /// Whether an object's answer has an `ETag`, which its changes must name (`If-Match`).
  package var hasEntityTags: Bool
  /// Whether a 409 is worth another try.
  package var retriesConflicts: Bool
  /// Where the texts are that say what is wrong, in the body of a refusal, or of an answer that looks
  /// like success.
  package var messages: [ValueRoute]
  /// The kinds of objects, in the order in which they are brought.
  package var kinds: [Kind]

  /// A kind of object.
  package struct Kind: Hashable, Sendable {
    package var name: String
    /// The places of its objects on the target; nil for objects that are only referred to.
    package var files: PathPattern?
    /// The field whose value identifies an object among those of its kind.
    package var key: String
    package var fields: [Field]
    /// Whether the key of an object can be changed.
    package var canRename: Bool
    package var list: Listing
    package var read: Request
    /// Nil where objects cannot be created.
    package var create: Request?
    /// One or more requests that change an object; each carries some fields.
    package var updates: [Request]
    package var delete: Request?
    package var deactivation: Deactivation?
  }

  /// A request for one object; `{id}` in its path and query is the object's ID.
  package struct Request: Hashable, Sendable {
    package var method: String
    package var path: String
    package var query: [String: String]
    /// Where the object is in the answer; for a request that sends one, where it is put.
    package var body: ValueRoute
    /// Where the ID is in the answer to a creation; nil for the last part of its `Location`.
    package var id: ValueRoute?
    /// The fields it carries; nil for all.
    package var fields: [String]?
    /// Whether it carries only the fields that differ.
    package var onlyChanged: Bool
    /// The field of which it carries changes of elements, and how.
    package var elements: ElementChanges?
    /// What it sends besides, by the key in the body.
    package var also: [String: ContentValue]
  }

  /// A request that carries single elements of a list: those to set and those to remove.
  package struct ElementChanges: Hashable, Sendable {
    package var field: String
    package var set: [String: ContentValue]
    package var remove: [String: ContentValue]
  }

  /// How all objects of a kind are listed.
  package struct Listing: Hashable, Sendable {
    /// How the next page is asked for.
    package enum Paging: Hashable, Sendable {
      case none
      /// A number in the query, counted up from `first` until there have been as many as the answer
      /// says, or until a page is empty where it does not say.
      case number(parameter: String, first: Int, last: ValueRoute?)
      /// The address of the next page is in the answer, until it is not.
      case link(ValueRoute)
      /// A token from the answer goes into the query, as long as there is one.
      case cursor(parameter: String, next: ValueRoute)
    }

    package var path: String
    package var query: [String: String]
    /// Where the list is in the answer.
    package var items: ValueRoute
    /// Where an item has its ID.
    package var id: ValueRoute
    package var paging: Paging
    /// Where the answer says how many there are in all; nil where it does not.
    package var total: ValueRoute?
    /// Whether items have all fields, so that they need not be read one by one.
    package var isWhole: Bool
  }

  /// How an object is turned off and on again.
  package struct Deactivation: Hashable, Sendable {
    /// Where an object says whether it is on; nil for one that is off where the list does not have
    /// it.
    package var state: ValueRoute?
    /// The values of a state that is off.
    package var off: [ContentValue]
    package var turnOff: Request
    package var turnOn: Request
  }
}

/// The way to a value inside an answer: keys, one inside the other; empty for the whole. In a list a
/// number counts its elements, and `name=Content` is the first with that value.
package struct ValueRoute: Hashable, Sendable {
  package var keys: [String]

  package init(_ keys: [String]) { self.keys = keys }

  /// The value there; nil where the way ends before.
  package func value(in value: ContentValue) -> ContentValue? {
    keys.reduce(value) { value, key in
      switch value {
      case .map(let map)?: map[key]
      case .list(let list)?: Self.element(key, of: list)
      default: nil
      }
    }
  }

  private static func element(_ key: String, of list: [ContentValue]) -> ContentValue? {
    if let index = Int(key) { return list.indices.contains(index) ? list[index] : nil }
    let parts = key.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    return list.first { element in
      guard case .map(let map) = element else { return false }
      return map[parts[0]] == .text(parts[1]) || map[parts[0]] == .literal(parts[1])
    }
  }

  /// The value put there, inside nothing else.
  package func wrapping(_ value: ContentValue) -> ContentValue {
    keys.reversed().reduce(value) { .map(ContentMap([($1, $0)])) }
  }
}
