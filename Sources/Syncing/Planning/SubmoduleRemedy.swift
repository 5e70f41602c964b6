/// What is said of a submodule in an item's content: only its commit is in this repository.
package enum SubmoduleRemedy {
  /// Why no target takes it, and the way to bring its files, a full clause.
  package static let clause =
    "it is a submodule, whose files are in another repository: name that one in `repositories`, and "
    + "its files in the item's `paths`, such as `NAME:FOLDER`"
}
