using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Topology;

/// <summary>
/// What became of a target's own data when a first copy was broken off. A server keeps them until the copy has arrived, drops
/// them, and reads the copy in; then its history is the copy's. While they are its own, it tells the replication id it had, at
/// least as its former one: master_replid2.
/// </summary>
internal static class OwnData
{
    /// <param name="before">INFO before, all sections.</param>
    /// <param name="now">INFO now.</param>
    /// <returns>A sentence for the caller; null when the data are as they were.</returns>
    public static string? LossOf(InfoText before, InfoText now)
    {
        string? history = before["master_replid"];
        return (IsThere(before), now["loading"] == "1", IsThere(now)) switch
        {
            (false, _, _) => null,
            (_, true, _) => "Its own data were dropped; it still reads the copy in.",
            (_, _, false) => "Its own data are gone: they were dropped for a copy that did not arrive in full.",
            _ when history is null || history == now["master_replid"] || history == now["master_replid2"] => null,
            _ => "Its own data had been replaced by the copy before that and cannot be brought back.",
        };
    }

    /// <summary>The same, asked of the server.</summary>
    public static async Task<string?> LossAsync(IRedisGateway target, InfoText before, CancellationToken cancellationToken)
    {
        try
        {
            return LossOf(before, InfoText.Parse((await target.ExecuteAsync(RedisCommand.Of("INFO"), cancellationToken)).Text));
        }
        catch (Exception e) when (e is Fault or OperationCanceledException)
        {
            return "Whether it still holds its own data is not known: redis_server_info tells its keys.";
        }
    }

    private static bool IsThere(InfoText info) => info.Starting("db").Any(line => line.Key.Length > 2 && char.IsAsciiDigit(line.Key[2]));
}
