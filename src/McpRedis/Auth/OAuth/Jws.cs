using System.Text;
using System.Text.Json;

namespace McpRedis.Auth.OAuth;

/// <summary>
/// A signed JSON web token taken apart (RFC 7515 compact form); nothing in it is checked yet:
/// <c>base64url({"alg":"RS256","kid":"…"}) . base64url({"iss":"…"}) . base64url(signature)</c>
/// </summary>
/// <param name="Header">What says how it is signed.</param>
/// <param name="Claims">What it says.</param>
/// <param name="Signed">The bytes the signature is over.</param>
/// <param name="Signature">May be empty.</param>
internal sealed record Jws(JsonElement Header, JsonElement Claims, ReadOnlyMemory<byte> Signed, ReadOnlyMemory<byte> Signature)
{
    /// <summary>Null when the text is none. The header must say an algorithm, as every token of this kind does.</summary>
    public static Jws? Parse(string token)
    {
        int first = token.IndexOf('.', StringComparison.Ordinal), last = token.LastIndexOf('.');
        return first > 0 && last > first
            && Object(token.AsSpan(0, first)) is { } header && header.Has("alg")
            && Object(token.AsSpan((first + 1)..last)) is { } claims
            && StrictBase64Url.Decode(token.AsSpan(last + 1)) is { } signature
                ? new Jws(header, claims, Encoding.ASCII.GetBytes(token[..last]), signature)
                : null;
    }

    /// <summary>Not the claims, and least of all the token.</summary>
    public override string ToString() => nameof(Jws);

    private static JsonElement? Object(ReadOnlySpan<char> part) => StrictBase64Url.Decode(part) is { } bytes ? StrictJson.Parse(bytes) : null;
}
