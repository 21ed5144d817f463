using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Tools.Timeseries;

/// <summary>A value at a time, and what the module's errors mean: <c>TSDB: the key does not exist</c>, with or without ERR before it.</summary>
internal static class TimeseriesReplies
{
    public static Fault FaultOf(string text, string command)
    {
        if (Says("the key does not exist"))
        {
            return new(ErrorCode.KeyNotFound, "The time series does not exist.", "redis_timeseries_info with filters finds series by their labels.");
        }
        if (Says("key already exists"))
        {
            return new(ErrorCode.Conflict, "The time series exists already.", "Use the action alter to change it.");
        }
        if (Says("duplicate policy is set to block") || Says("at upsert") || Says("older than retention"))
        {
            return new(ErrorCode.Conflict, "There is a sample at this time already, or it is older than the series keeps.", "Set duplicate, or choose another time.");
        }
        if (text.Contains("TSDB:", StringComparison.Ordinal) && !Says("unknown command"))
        {
            return new(ErrorCode.InvalidArgument, $"{command} does not understand one of its arguments.", "Filters are like sensor=1, area!=north, and at least one is of the form label=value.");
        }
        return RedisFaults.FromReply(text, command);

        bool Says(string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    public static ReadOnlyMemory<byte> Filter(string filter) => System.Text.Encoding.UTF8.GetBytes(filter);

    public static async Task<RespValue> RunAsync(IRedisGateway redis, RedisCommand command, CancellationToken cancellationToken)
    {
        var reply = (await redis.ExecuteManyAsync([command], atomic: false, cancellationToken))[0];
        return reply.IsError ? throw FaultOf(reply.Text, command.FullName) : reply;
    }
}
