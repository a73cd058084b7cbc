import CCrypto

/// A SHA-256 digest: 32 bytes that tell one text or file from every other.
package struct Digest: Hashable, Sendable, CustomStringConvertible {
  /// 32 of them.
  package let bytes: [UInt8]

  /// The digest of some bytes.
  package static func sha256(_ message: [UInt8]) -> Digest {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    _ = unsafe message.withUnsafeBufferPointer { message in
      unsafe digest.withUnsafeMutableBufferPointer { digest in
        unsafe SHA256(message.baseAddress, message.count, digest.baseAddress)
      }
    }
    return Digest(bytes: digest)
  }

  /// The digest of a text's UTF-8 bytes.
  package static func sha256(_ text: String) -> Digest { sha256(Array(text.utf8)) }

  /// HMAC-SHA-256: without the key nobody can try out which message gives a digest.
  ///
  /// Ids of customers can be counted through, so a plain digest of one would give it away.
  package static func hmac(_ message: [UInt8], key: [UInt8]) -> Digest {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    var length: UInt32 = 0
    _ = unsafe message.withUnsafeBufferPointer { message in
      unsafe key.withUnsafeBufferPointer { key in
        unsafe digest.withUnsafeMutableBufferPointer { digest in
          unsafe HMAC(
            EVP_sha256(), key.baseAddress, Int32(key.count), message.baseAddress, message.count,
            digest.baseAddress, &length)
        }
      }
    }
    return Digest(bytes: digest)
  }

  /// 64 hexadecimal digits.
  package var description: String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
