using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Tools.Streams;

/// <summary>Which entries of a stream are to go: all but the newest so many, or all older than an id.</summary>
internal sealed record StreamTrim(long? MaxLength, string? MinId)
{
    private const int CountStep = 500;

    /// <summary>Null when neither was given.</summary>
    /// <exception cref="Fault">invalid_argument: both were given.</exception>
    public static StreamTrim? Of(long? maxLength, string? minId) => (maxLength, minId) switch
    {
        (null, null) => null,
        ( < 0, _) => throw Fault.Argument("maxLength", "expected 0 or more."),
        (not null, not null) => throw Fault.Argument("minId", "give maxLength or minId, not both."),
        _ => new(maxLength, minId is null ? null : StreamId.Whole("minId", minId)),
    };

    /// <summary>Adds the option to XADD or XTRIM. Exactly: what is told to the user is what goes.</summary>
    public void AddTo(RedisCommand command)
    {
        command.Arg(MaxLength is null ? "MINID" : "MAXLEN").Arg("=").Arg(MaxLength?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? MinId!);
    }

    /// <summary>How many entries would go, counted up to <paramref name="bound"/>.</summary>
    public async Task<long> CountAsync(IRedisGateway redis, byte[] key, long bound, CancellationToken cancellationToken)
    {
        if (MaxLength is { } keep)
        {
            return Math.Clamp((await redis.ExecuteAsync(RedisCommand.Of("XLEN").Key(key), cancellationToken)).Integer - keep, 0, bound);
        }
        long count = 0;
        for (string from = "-"; count < bound && MinId != "0-0";)
        {
            long step = Math.Min(CountStep, bound - count);
            var page = await redis.ExecuteAsync(RedisCommand.Of("XRANGE").Key(key).Arg(from).Arg("(" + MinId).Arg("COUNT").Arg(step).Large(), cancellationToken);
            count += page.Count;
            if (page.Count < step)
            {
                break;
            }
            from = "(" + page[page.Count - 1][0].Text;
        }
        return count;
    }
}
