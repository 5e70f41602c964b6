import Clibgit2
package import Domain

/// One failed call of libgit2.
package struct GitError: ExplainedError, Hashable {
  /// What the call returned: below zero. Values outside the header's list occur.
  package struct Code: RawRepresentable, Hashable, Sendable {
    package var rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let generic = Code(rawValue: -1)
    package static let notFound = Code(rawValue: -3)
    package static let exists = Code(rawValue: -4)
    package static let ambiguous = Code(rawValue: -5)
    package static let user = Code(rawValue: -7)
    package static let invalidSpecification = Code(rawValue: -12)
    package static let locked = Code(rawValue: -14)
    package static let modified = Code(rawValue: -15)
    package static let mismatch = Code(rawValue: -33)
    package static let iterationOver = Code(rawValue: -31)
    package static let owner = Code(rawValue: -36)

    /// Lets a code stand in a `catch` or `case` pattern for every error that has it.
    package static func ~= (code: Code, error: any Error) -> Bool {
      (error as? GitError)?.code == code
    }
  }

  /// The part of the library that failed (`git_error_t`).
  package struct Class: RawRepresentable, Hashable, Sendable {
    package var rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let none = Class(rawValue: 0)
    package static let noMemory = Class(rawValue: 1)
    package static let operatingSystem = Class(rawValue: 2)
    package static let repository = Class(rawValue: 6)
    package static let configuration = Class(rawValue: 7)
  }

  package var code: Code
  package var `class`: Class
  /// The C function.
  package var function: String
  /// The library's own words; some failures have none.
  package var text: String

  package init(code: Code, class: Class, function: String, message: String) {
    self.code = code
    self.class = `class`
    self.function = function
    text = message
  }

  package var category: FailureCategory { .failed }

  package var message: String {
    let reason = text.isEmpty ? "no reason given" : text
    return "\(function) failed: \(reason) (code \(code.rawValue), class \(`class`.rawValue))"
  }
}

/// Calls the library and turns a number below zero into an error; the number otherwise.
///
/// The error is cleared before and read right after, on the same thread: the library leaves old
/// messages standing, and some failures leave none.
@discardableResult
func check(_ function: StaticString, _ call: () -> Int32) throws(GitError) -> Int32 {
  git_error_clear()
  let result = call()
  guard result < 0 else { return result }
  var kind: Int32 = 0
  var message = ""
  if let last = unsafe git_error_last() {
    kind = unsafe last.pointee.klass
    if let text = unsafe last.pointee.message { message = unsafe String(cString: text) }
  }
  git_error_clear()
  throw GitError(
    code: GitError.Code(rawValue: result), class: GitError.Class(rawValue: kind),
    function: "\(function)", message: message)
}
