using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Copying;

/// <summary>Which process of a server answers: cursors, and what is only in memory, end with it.</summary>
internal static class ProcessId
{
    /// <summary>Null where the server does not tell.</summary>
    public static async Task<string?> ReadAsync(RespPipe pipe, CancellationToken cancellationToken)
    {
        var reply = await pipe.AskAsync(RedisCommand.Of("INFO").Arg("server"), cancellationToken);
        return reply.IsError ? null : InfoText.Parse(reply.Text)["run_id"];
    }
}
