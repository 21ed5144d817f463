using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace McpRedis.Auth.OAuth;

/// <summary>
/// The principal of an OAuth token: <c>oauth:1f0c22b4:alice/desktop-app</c>, that is the issuer by its digest, the subject and the client.
/// Names of static tokens hold no colon, so the two are never equal, nor are those of two issuers. A subject that is
/// long or not of plain characters stands there as a digest, with a <c>#</c> that no plain one has.
/// </summary>
internal static class SubjectName
{
    private const string Kind = "oauth:";

    private const int Longest = 64;

    public static bool IsOne(string principal) => principal.StartsWith(Kind, StringComparison.Ordinal);

    /// <summary>Null when the token names neither a subject nor a client, or not as strings.</summary>
    public static string? Of(string issuer, JsonElement claims)
    {
        // client_id of RFC 9068; azp is what OpenID Connect calls it.
        string client = claims.Has("client_id") ? "client_id" : "azp";
        if (Malformed(claims, "sub") || Malformed(claims, client))
        {
            return null;
        }
        return (claims.Text("sub"), claims.Text(client)) switch
        {
            (null, null) => null,
            ({ } subject, null) => $"{Kind}{Digest(issuer, 8)}:{Plain(subject)}",
            (var subject, { } by) => $"{Kind}{Digest(issuer, 8)}:{Plain(subject ?? "")}/{Plain(by)}",
        };
    }

    private static bool Malformed(JsonElement claims, string name) => claims.Has(name) && claims.Text(name) is null or "";

    private static string Plain(string text) =>
        text.Length <= Longest && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@' or '|' or '+' or '=') ? text : "#" + Digest(text, 32);

    private static string Digest(string text, int digits) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..digits];
}
