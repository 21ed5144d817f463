using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Diagnostics.Monitoring;

/// <summary>How busy a server is at a moment, by its counters in INFO.</summary>
/// <param name="At">Our clock.</param>
/// <param name="Answered">How long it took to tell.</param>
/// <param name="Commands">total_commands_processed.</param>
/// <param name="OutputBytes">total_net_output_bytes.</param>
/// <param name="LargestBufferBytes">client_recent_max_output_buffer: what waits for the slowest reader.</param>
/// <param name="CpuSeconds">used_cpu_sys and used_cpu_user.</param>
internal sealed record ServerLoad(long At, TimeSpan Answered, long Commands, long OutputBytes, long LargestBufferBytes, double CpuSeconds)
{
    public static async Task<ServerLoad> ReadAsync(RespPipe pipe, TimeProvider time, CancellationToken cancellationToken)
    {
        long sent = time.GetTimestamp();
        var reply = await pipe.AskAsync(RedisCommand.Of("INFO"), cancellationToken);
        long at = time.GetTimestamp();
        if (reply.IsError)
        {
            throw RedisFaults.FromReply(reply.Text, "INFO");
        }
        var info = InfoText.Parse(reply.Text);
        return new(
            at,
            time.GetElapsedTime(sent, at),
            info.Integer("total_commands_processed") ?? 0,
            info.Integer("total_net_output_bytes") ?? 0,
            info.Integer("client_recent_max_output_buffer") ?? 0,
            (info.Number("used_cpu_sys") ?? 0) + (info.Number("used_cpu_user") ?? 0));
    }
}
