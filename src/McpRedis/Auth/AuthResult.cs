using McpRedis.Guard;

namespace McpRedis.Auth;

/// <summary>What became of the question who calls.</summary>
internal abstract record AuthResult
{
    private AuthResult()
    {
    }

    /// <summary>Somebody we know.</summary>
    /// <param name="Principal">Who, and what they may do.</param>
    /// <param name="RatePerSecond">Calls a second this caller may make; null for what everybody may.</param>
    /// <param name="ExpiresAt">From when on the token is refused; null for never. A tokens file may take it away sooner.</param>
    public sealed record Accepted(Principal Principal, double? RatePerSecond = null, DateTimeOffset? ExpiresAt = null) : AuthResult;

    /// <summary>Nobody we let in.</summary>
    /// <param name="Status">What HTTP answers: 401; 403 when other scopes would do; 503 when the issuer's keys cannot be had.</param>
    /// <param name="Error">Error code of RFC 6750; null when no token was given at all, and for 503.</param>
    /// <param name="Description">One constant sentence. Nothing of what was sent is in it.</param>
    /// <param name="Challenge">Value of the <c>WWW-Authenticate</c> header; null for 503.</param>
    public sealed record Refused(int Status, string? Error, string Description, string? Challenge = null) : AuthResult;
}
