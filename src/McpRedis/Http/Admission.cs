using McpRedis.Guard;
using McpRedis.Pipeline;

namespace McpRedis.Http;

/// <summary>A caller who was let in.</summary>
/// <param name="User">Who it is, as every message of theirs carries it.</param>
/// <param name="RatePerSecond">Requests a second; null for what holds for everybody.</param>
/// <param name="ExpiresAt">When the token ends, and streams with it; null for never.</param>
internal sealed record Admission(Caller User, double? RatePerSecond = null, DateTimeOffset? ExpiresAt = null)
{
    public Principal Principal => User.Principal;
}
