using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace McpRedis.Guard;

/// <summary>
/// Makes a token that nobody else can make: its fields and an HMAC-SHA256 over them, cut to 128 bits, as base64url.
/// A model has to copy it, so it is short; nothing in it is secret, so it is not encrypted.
/// </summary>
/// <param name="secret">From the operator, where several processes are to know each other's tokens; null for a key of this process alone.</param>
internal sealed class ConfirmSeal(string? secret)
{
    private const int MacBytes = 16;

    // Made when first needed: loading the crypto library would cost every start 10 ms.
    private readonly Lazy<byte[]> _key = new(() => secret is null
        ? RandomNumberGenerator.GetBytes(32)
        : HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: "mcp-redis confirmation"u8.ToArray()));

    public string Seal(ConfirmToken token)
    {
        Span<byte> bytes = stackalloc byte[ConfirmToken.SizeBytes + MacBytes];
        token.Write(bytes);
        Mac(bytes[..ConfirmToken.SizeBytes], bytes[ConfirmToken.SizeBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null for anything that was not sealed here, down to the last bit.</summary>
    public ConfirmToken? Open(string text)
    {
        const int Size = ConfirmToken.SizeBytes + MacBytes;
        Span<byte> bytes = stackalloc byte[Size + 2], mac = stackalloc byte[MacBytes];
        if (text.Length != Base64Url.GetEncodedLength(Size)
            || !TryDecode(text, bytes, out int written) || written != Size
            // More than one text decodes to the same bytes; only the one that was given out is taken.
            || Base64Url.EncodeToString(bytes[..Size]) != text)
        {
            return null;
        }
        Mac(bytes[..ConfirmToken.SizeBytes], mac);
        return CryptographicOperations.FixedTimeEquals(mac, bytes[ConfirmToken.SizeBytes..Size]) ? ConfirmToken.Read(bytes) : null;
    }

    private static bool TryDecode(string text, Span<byte> bytes, out int written)
    {
        written = 0;
        try
        {
            return Base64Url.TryDecodeFromChars(text, bytes, out written);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private void Mac(ReadOnlySpan<byte> bytes, Span<byte> mac)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key.Value, bytes, whole);
        whole[..MacBytes].CopyTo(mac);
    }
}
