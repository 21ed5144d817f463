using System.Text.Json;
using McpRedis.Guard;
using static McpRedis.Auth.AuthResult;

namespace McpRedis.Auth.OAuth;

/// <summary>
/// What the claims of a verified token allow: scopes give the access level, <c>redis_prefixes</c> and <c>redis_connections</c> (lists of
/// strings, all when absent) narrow it. A claim that is there but not understood refuses the token: it was meant to narrow something.
/// </summary>
/// <param name="connections">Names of the connections there are; a claim may name those of other servers too.</param>
internal sealed class AccessClaims(IReadOnlyCollection<string> connections)
{
    public const string Prefixes = "redis_prefixes", Connections = "redis_connections";

    public (Grant? Grant, Refused? Refusal) Read(JsonElement claims)
    {
        if (!TryScopes(claims, out var scopes) || !TryNarrowing(claims, Prefixes, out var prefixes) || !TryNarrowing(claims, Connections, out var named))
        {
            return (null, Refusals.Claims);
        }
        string[]? open = named is null ? null : [.. named.Intersect(connections)];
        return open is { Length: 0 } ? (null, Refusals.NoConnection)
            : RedisScopes.Highest(scopes) is not { } access ? (null, Refusals.NoScope)
            : (new Grant { Access = access, Connections = open, KeyPrefixes = prefixes ?? [] }, null);
    }

    // "scope" is a string with spaces (RFC 9068), "scp" a string or a list, as two large issuers write it.
    private static bool TryScopes(JsonElement claims, out IReadOnlyList<string> scopes)
    {
        scopes = [];
        if (!claims.TryGetProperty("scope", out var claim) && !claims.TryGetProperty("scp", out claim))
        {
            return true;
        }
        scopes = claim.ValueKind == JsonValueKind.String ? claim.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries) : claim.Texts() ?? [];
        return claim.ValueKind == JsonValueKind.String || claim.Texts() is not null;
    }

    // In one order and each once, so that callers with the same rights have equal grants.
    private static bool TryNarrowing(JsonElement claims, string name, out IReadOnlyList<string>? texts)
    {
        texts = null;
        if (!claims.TryGetProperty(name, out var claim))
        {
            return true;
        }
        if (claim.Texts() is not { Count: > 0 } list || list.Contains(""))
        {
            return false;
        }
        texts = [.. list.Distinct().Order(StringComparer.Ordinal)];
        return true;
    }
}
