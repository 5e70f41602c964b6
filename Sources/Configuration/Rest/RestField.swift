extension RestDescription {
  /// One value of an object that is ours.
  package struct Field: Hashable, Sendable {
    /// Its key in files.
    package var name: String
    /// Where it is in the system's object.
    package var route: ValueRoute
    /// Where it is put in a request.
    package var sentRoute: ValueRoute
    package var shape: Shape
    /// What counts where it is absent or null; nil for null itself.
    package var usual: ContentValue?
    /// What is sent for null.
    package var sentNull: ContentValue
    /// May stand in files, is neither written nor compared.
    package var isReadOnly: Bool
    /// Is written when the object is created, and never again.
    package var isImmutable: Bool
    /// Is written, and cannot be read.
    package var isSecret: Bool
  }

  /// What a value of a field is made of, and when two of them are the same.
  package indirect enum Shape: Hashable, Sendable {
    /// A text; a literal of the file is taken as it is written. Line ends count as LF, and white space
    /// at both ends does not count where it is trimmed.
    case text(isTrimmed: Bool)
    /// A number, whatever its spelling: `3`, `"3"` and `3.0` are the same.
    case number
    /// A boolean, and how the system spells both.
    case boolean(on: ContentValue, off: ContentValue)
    /// The ID of another object, which files name by its key: `form` is the text with the key at
    /// `{}`.
    case reference(kind: String, form: String)
    /// A list; without an order where `isUnordered`. Elements whose `without` fits are not ours.
    case list(of: Shape, isUnordered: Bool, key: [String], without: [String: ContentValue])
    case fields([Field])
    /// Anything, compared as it is.
    case any
  }
}
