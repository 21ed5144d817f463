using McpRedis.Redis;

namespace McpRedis.Auth;

/// <summary>
/// Values of <c>WWW-Authenticate</c>: RFC 6750 §3 and, with OAuth, RFC 9728 §5.1. Everything in them is ours or the operator's,
/// free of quotes and backslashes.
/// </summary>
/// <param name="url">Our public URL; null without OAuth.</param>
/// <param name="highest">The operator's access level, which bounds the scopes that are offered.</param>
internal sealed class BearerChallenge(PublicUrl? url, AccessLevel highest)
{
    /// <summary>The refusal with its challenge; one that no token would help has none.</summary>
    /// <param name="refused">What is refused.</param>
    /// <param name="needed">The level the call takes; null when that is not known, and then every scope that may be had is named.</param>
    public AuthResult.Refused On(AuthResult.Refused refused, AccessLevel? needed = null) =>
        refused.Status == Refusals.Unavailable ? refused : refused with { Challenge = "Bearer " + string.Join(", ", Parts(refused, needed ?? highest)) };

    private IEnumerable<string> Parts(AuthResult.Refused refused, AccessLevel needed)
    {
        if (url is null)
        {
            yield return "realm=\"mcp-redis\"";   // the scheme must be followed by something
        }
        else
        {
            yield return $"resource_metadata=\"{url.Metadata}\"";
            yield return $"scope=\"{string.Join(' ', RedisScopes.UpTo(needed))}\"";
        }
        if (refused.Error is { } error)
        {
            yield return $"error=\"{error}\"";
            yield return $"error_description=\"{refused.Description}\"";
        }
    }
}
