using McpRedis.Guard;
using McpRedis.Pipeline;

namespace McpRedis.Http;

/// <summary>A caller who was let in.</summary>
/// <param name="User">Who it is, as every message of theirs carries it.</param>
/// <param name="RatePerSecond">Requests a second; null for what holds for everybody.</param>
internal sealed record Admission(Caller User, double? RatePerSecond = null)
{
    public Principal Principal => User.Principal;
}
