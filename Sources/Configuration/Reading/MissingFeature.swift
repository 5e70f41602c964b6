/// A key or word of the schema whose feature this version does not have.
///
/// Using one is an error that says so; a change that brings the feature removes its line here and
/// adds the word to `Place.words`.
struct MissingFeature: Hashable, Sendable {
  var place: Place
  var word: String

  /// All of them.
  static let all: [MissingFeature] = [
    MissingFeature(place: .file, word: "releases"),
    MissingFeature(place: .targetKind, word: "zendesk"),
  ]

  /// What is said wherever one is used.
  static func message(_ word: String) -> String {
    "\(word.inCode) is not supported by this version yet"
  }
}
