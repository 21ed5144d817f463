using McpRedis.Migration.ByType;
using McpRedis.Migration.Copying;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.ByType;

/// <summary>A copy type by type between two servers.</summary>
internal static class TypeBench
{
    public static async Task<TypeCopy> RunAsync(ConnectionOptions from, ConnectionOptions to, CopyOptions? options = null, CancellationToken? token = null)
    {
        await using RedisConnection source = new(from, AccessLevel.Full, null, TimeProvider.System), target = new(to, AccessLevel.Full, null, TimeProvider.System);
        var copy = new TypeCopy(
            source.BindBulk(TypeCommands.Source, AccessLevel.Read, new()), target.BindBulk(TypeCommands.Target, AccessLevel.Write, new()), options ?? CopyBench.Options(), TimeProvider.System);
        await copy.RunAsync(token ?? TestTimeout.Token());
        return copy;
    }

    public static string Problems(TypeCopy copy) => string.Join("; ", copy.Problems.First.Select(problem => $"{System.Text.Encoding.UTF8.GetString(problem.Key)} {problem.Outcome} {problem.Reason}"));

    /// <summary>Names that a copy left behind.</summary>
    public static async Task<IReadOnlyList<string>> LeftoversAsync(RawRedis redis) => (await redis.CallAsync("KEYS", "*:mcp-redis-copy:*")).Texts;
}
