using McpRedis.Redis;

namespace McpRedis.Auth;

/// <summary>OAuth scopes and the access levels they stand for. Each includes the ones before it.</summary>
internal static class RedisScopes
{
    private static readonly string[] Names = ["redis:read", "redis:write", "redis:admin"];

    /// <summary>The scopes a level takes, all of them, the lowest first: a client asks for exactly these.</summary>
    public static IReadOnlyList<string> UpTo(AccessLevel level) => Names[..((int)level + 1)];

    /// <summary>The highest level among the words; null when none is a scope of ours.</summary>
    public static AccessLevel? Highest(IEnumerable<string> words)
    {
        int highest = words.Select(word => Array.IndexOf(Names, word)).DefaultIfEmpty(-1).Max();
        return highest < 0 ? null : (AccessLevel)highest;
    }
}
