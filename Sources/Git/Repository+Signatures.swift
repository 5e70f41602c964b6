import Clibgit2
package import Domain
import Faults

extension Repository {
  /// The header field that git keeps a commit's signature in (gitformat-signature(5)).
  private static let signatureField = "gpgsig"

  /// Stores a commit with a signature; no reference moves.
  ///
  /// - Parameters:
  ///   - content: The bytes of `commitContent` that were signed.
  ///   - signature: Its lines; the newline at the end is left out, as git does.
  /// - Throws: `InvalidObjectError` where a NUL is in one of them or the signature is empty,
  ///   `GitError` where the content is no commit or cannot be written.
  package func writeSignedCommit(content: [UInt8], signature: [UInt8]) throws -> ObjectID {
    var lines = signature[...]
    while lines.last == 0x0a { lines = lines.dropLast() }
    guard !lines.isEmpty else { throw InvalidObjectError.commit(reason: "its signature is empty") }
    guard !lines.contains(0), !content.contains(0) else {
      throw InvalidObjectError.commit(reason: "the message or signature has a NUL")
    }
    let text = (content + [0]).map { CChar(bitPattern: $0) }
    let signatureText = (lines + [0]).map { CChar(bitPattern: $0) }
    var id = git_oid()
    try FaultPoint.commitBefore.reach()
    try handle.withPointer { repository throws(GitError) in
      _ = try check("git_commit_create_with_signature") {
        unsafe git_commit_create_with_signature(
          &id, repository, text, signatureText, Self.signatureField)
      }
    }
    try FaultPoint.commitWritten.reach(writing: .path(loosePath(of: id.value)))
    return id.value
  }

  /// A commit's signature and the bytes that it was made of; nil for an unsigned one. Whether it
  /// is good, and whose, is not decided here.
  ///
  /// - Throws: `RepositoryError` where the commit is missing, damaged or no commit.
  package func signature(
    of commit: ObjectID
  ) throws -> (signature: [UInt8], signedContent: [UInt8])? {
    // Compared with its name before the library reads it.
    _ = try raw(commit, .commit)
    var key = git_oid(commit)
    var signedContent = unsafe git_buf()
    defer { unsafe git_buf_dispose(&signedContent) }
    do {
      let signature = try handle.withPointer { repository throws(GitError) in
        try bytes("git_commit_extract_signature") {
          unsafe git_commit_extract_signature(
            &$0, &signedContent, repository, &key, Self.signatureField)
        }
      }
      let content = unsafe Array(
        UnsafeRawBufferPointer(start: signedContent.ptr, count: signedContent.size))
      return (signature, content)
    } catch GitError.Code.notFound {
      return nil
    } catch {
      throw try explain(error, commit, .commit)
    }
  }
}
