using System.Globalization;
using System.Text;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;

namespace McpRedis.Tools.SortedSets;

/// <summary>
/// A range of a sorted set by rank, score or member, as a caller gives it: ranks <c>0</c> to <c>-1</c>, scores
/// <c>-inf</c> to <c>(5</c>, members <c>[a</c> to <c>+</c>. Bounds left out are the ends.
/// </summary>
internal sealed class SortedSetRange
{
    private readonly RangeKind _kind;
    private readonly byte[] _min;
    private readonly byte[] _max;
    private readonly long _first;
    private readonly long _last;

    /// <param name="kind">Of what.</param>
    /// <param name="min">From.</param>
    /// <param name="max">To.</param>
    /// <param name="base64">What follows [ or ( of a member is base64.</param>
    /// <exception cref="Fault">invalid_argument: a bound is none of its kind.</exception>
    public SortedSetRange(RangeKind kind, string? min, string? max, bool base64)
    {
        _kind = kind;
        var (from, to) = kind switch
        {
            RangeKind.Rank => (min ?? "0", max ?? "-1"),
            RangeKind.Score => (min ?? "-inf", max ?? "inf"),
            _ => (min ?? "-", max ?? "+"),
        };
        (_first, _last) = (Check("min", from), Check("max", to));
        (_min, _max) = (Bytes("min", from, base64), Bytes("max", to, base64));
    }

    /// <summary>Where the range begins in the whole set and how many members it has.</summary>
    /// <param name="redis">Gateway.</param>
    /// <param name="key">Key.</param>
    /// <param name="length">Members of the whole set.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The rank is known for ranks only.</returns>
    public async Task<(long? Rank, long Count)> MeasureAsync(IRedisGateway redis, byte[] key, long length, CancellationToken cancellationToken)
    {
        if (_kind == RangeKind.Rank)
        {
            long first = _first < 0 ? Math.Max(0, length + _first) : _first, last = Math.Min(_last < 0 ? length + _last : _last, length - 1);
            return (first, Math.Max(0, last - first + 1));
        }
        string command = _kind == RangeKind.Score ? "ZCOUNT" : "ZLEXCOUNT";
        return (null, (await redis.ExecuteAsync(RedisCommand.Of(command).Key(key).Arg(_min).Arg(_max), cancellationToken)).Integer);
    }

    /// <summary>So many members from an offset in the range on.</summary>
    /// <param name="redis">Gateway.</param>
    /// <param name="key">Key.</param>
    /// <param name="rank">Where a range of ranks begins, as measured.</param>
    /// <param name="reverse">From the highest on; ranks are then counted from there.</param>
    /// <param name="offset">Offset.</param>
    /// <param name="count">Most members.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<List<(RespValue Member, RespValue Score)>> ReadAsync(
        IRedisGateway redis, byte[] key, long? rank, bool reverse, long offset, int count, CancellationToken cancellationToken)
    {
        var command = RedisCommand.Of("ZRANGE").Key(key).Large();
        if (rank is { } first)
        {
            command.Arg(first + offset).Arg(first + offset + count - 1);
        }
        else
        {
            command.Arg(reverse ? _max : _min).Arg(reverse ? _min : _max).Arg(_kind == RangeKind.Score ? "BYSCORE" : "BYLEX");
        }
        if (reverse)
        {
            command.Arg("REV");
        }
        if (rank is null)
        {
            command.Arg("LIMIT").Arg(offset).Arg(count);
        }
        if (_kind != RangeKind.Lex)
        {
            return SortedSetPages.Pairs(await redis.ExecuteAsync(command.Arg("WITHSCORES"), cancellationToken));
        }
        var members = (await redis.ExecuteAsync(command, cancellationToken)).ItemArray;
        if (members.Length == 0)
        {
            return [];
        }
        // BYLEX gives no scores.
        var scores = await redis.ExecuteAsync(RedisCommand.Of("ZMSCORE").Key(key).Args(members.Select(m => m.Bytes)), cancellationToken);
        return [.. members.Select((member, i) => (member, i < scores.Count ? scores[i] : RespValue.Null))];
    }

    public RedisCommand Removal(byte[] key)
    {
        string command = _kind switch
        {
            RangeKind.Rank => "ZREMRANGEBYRANK",
            RangeKind.Score => "ZREMRANGEBYSCORE",
            _ => "ZREMRANGEBYLEX",
        };
        return RedisCommand.Of(command).Key(key).Arg(_min).Arg(_max).Large();
    }

    private byte[] Bytes(string name, string bound, bool base64)
    {
        if (!base64 || _kind != RangeKind.Lex || bound is "-" or "+")
        {
            return Encoding.UTF8.GetBytes(bound);
        }
        try
        {
            return [(byte)bound[0], .. Convert.FromBase64String(bound[1..])];
        }
        catch (FormatException)
        {
            throw Fault.Argument(name, "what follows [ or ( is not valid base64 (encoding is base64).");
        }
    }

    private long Check(string name, string bound)
    {
        switch (_kind)
        {
            case RangeKind.Rank:
                return long.TryParse(bound, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long rank)
                    ? rank
                    : throw Fault.Argument(name, "expected a rank such as 0, or -1 for the last.", "For scores set range to score.");
            case RangeKind.Score:
                return ScoreText.IsBound(bound) ? 0 : throw Fault.Argument(name, "expected a score such as 5, (5 to leave 5 out, -inf or inf.");
            default:
                return bound is "-" or "+" || bound.StartsWith('[') || bound.StartsWith('(')
                    ? 0
                    : throw Fault.Argument(name, "expected [member, (member to leave it out, - or +.");
        }
    }
}
