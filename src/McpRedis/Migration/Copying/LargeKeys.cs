using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Copying;

/// <summary>Whether sizes need be asked for at all.</summary>
internal static class LargeKeys
{
    /// <summary>False where all data of the server together are below the limit.</summary>
    public static async Task<bool> MayExistAsync(RespPipe pipe, long limitBytes, CancellationToken cancellationToken)
    {
        var reply = await pipe.AskAsync(RedisCommand.Of("INFO").Arg("memory"), cancellationToken);
        return reply.IsError || InfoText.Parse(reply.Text).Integer("used_memory_dataset") is not { } bytes || bytes > limitBytes;
    }
}
