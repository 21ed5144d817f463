using McpRedis.Faults;
using McpRedis.Keyspace;
using McpRedis.Migration.Probe;
using McpRedis.Migration.Selection;
using McpRedis.Redis;

namespace McpRedis.Migration.Planning;

/// <summary>
/// Looks at a few hundred keys of the source within two seconds: names by SCAN, then type, expiry and size of those the selection takes, then the payloads of the
/// small ones, timed. It reads only, and never a large value.
/// </summary>
/// <param name="bind">The gateway of a database of the source.</param>
/// <param name="facts">Of the source.</param>
/// <param name="filter">What is taken.</param>
/// <param name="values">Looks into the payloads.</param>
/// <param name="isGentle">Nothing is asked that the source counts as a use of the key: no payloads.</param>
/// <param name="time">Clock.</param>
internal sealed class SourceSampler(Func<int, IRedisGateway> bind, ServerFacts facts, KeyFilter filter, ValueSurvey values, bool isGentle, TimeProvider time)
{
    /// <summary>The longest the whole look may take.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private const int MostSeen = 2000;
    private const int MostInspected = 300;
    private const int Batch = 100;
    private const long SmallBytes = 64 * 1024;

    private readonly SourceSample _sample = new(values);
    private readonly bool _dumps = !isGentle && !facts.Rights["DUMP"].IsClosed;

    /// <param name="databases">Databases that are taken, with their keys.</param>
    public async Task<SourceSample> RunAsync(IReadOnlyList<DatabaseSize> databases, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        long all = Math.Max(1, databases.Sum(size => Math.Max(0, size.Keys)));
        try
        {
            foreach (var size in databases)
            {
                // Every database its share, and a few keys of the smallest.
                await SampleAsync(size.Database, Share(MostSeen, size.Keys, all), Share(MostInspected, size.Keys, all), started, cancellationToken);
            }
        }
        catch (Fault fault) when (fault.Code is ErrorCode.NotPermitted or ErrorCode.UnsupportedByServer)
        {
            // The walk is closed: what was seen is the sample, and the paths that need a walk say so.
        }
        return _sample;
    }

    private static int Share(int budget, long keys, long all) => keys < 0 ? budget : (int)Math.Clamp(budget * keys / all, 20, budget);

    private async Task SampleAsync(int database, int mostSeen, int mostInspected, long started, CancellationToken cancellationToken)
    {
        var redis = bind(database);
        string? cursor = null;
        int seen = 0, inspected = 0;
        do
        {
            var page = await redis.ScanAsync(new KeyScanRequest(null, null, cursor, Batch * 2, 1 << 20, null, Batch * 4) { MaxTime = Longest / 4 }, cancellationToken);
            cursor = page.Cursor;
            seen += page.Keys.Count;
            _sample.Seen += page.Keys.Count;
            var named = page.Keys.Where(key => filter.TakesKey(key)).ToList();
            _sample.Named += named.Count;
            foreach (var batch in named.Take(mostInspected - inspected).Chunk(Batch))
            {
                inspected += batch.Length;
                if (time.GetElapsedTime(started) < Longest)
                {
                    await InspectAsync(redis, database, batch, cancellationToken);
                }
            }
        }
        while (cursor is not null && seen < mostSeen && time.GetElapsedTime(started) < Longest);
    }

    private async Task InspectAsync(IRedisGateway redis, int database, byte[][] keys, CancellationToken cancellationToken)
    {
        // STRLEN is an error on anything but a string: it stands in for a size where MEMORY USAGE is closed.
        var outcomes = await redis.ExecuteEachAsync(
            [.. keys.SelectMany(key => new[] { RedisCommand.Of("TYPE").Key(key), RedisCommand.Of("PTTL").Key(key), RedisCommand.Of("MEMORY USAGE").Key(key), isGentle ? RedisCommand.Of("TYPE").Key(key) : RedisCommand.Of("STRLEN").Key(key) })], cancellationToken);
        var small = new List<byte[]>();
        for (int i = 0; i < keys.Length; i++)
        {
            var (type, ttl, memory, length) = (outcomes[4 * i], outcomes[(4 * i) + 1], outcomes[(4 * i) + 2], outcomes[(4 * i) + 3]);
            string word = type.Fault is null ? type.Reply.Text : "unknown";
            if (word == "none")
            {
                continue;   // expired since
            }
            _sample.Inspected++;
            long? size = memory.Fault is null && !memory.Reply.IsNull ? memory.Reply.Integer : null;
            long? ttlMs = ttl.Fault is null && ttl.Reply.Integer >= 0 ? ttl.Reply.Integer : null;
            if ((type.Fault is null && !filter.TakesType(KeyTypeWords.Of(word))) || !filter.TakesTtl(ttlMs) || (size is { } known && !filter.TakesSize(known)))
            {
                continue;
            }
            Take(database, keys[i], word, ttlMs, size);
            if ((size ?? (length.Fault is null ? length.Reply.Integer : long.MaxValue)) <= SmallBytes)
            {
                small.Add(keys[i]);
            }
        }
        if (_dumps && small.Count > 0)
        {
            await DumpAsync(redis, small, cancellationToken);
        }
    }

    private void Take(int database, byte[] key, string word, long? ttlMs, long? size)
    {
        _sample.Taken++;
        _sample.Expiring += ttlMs is null ? 0 : 1;
        _sample.MemoryBytes += size ?? 0;
        _sample.LargestBytes = Math.Max(_sample.LargestBytes, size ?? 0);
        _sample.Types[word] = _sample.Types.GetValueOrDefault(word) + 1;
        if (_sample.Names.Count < SourceSample.MostNames)
        {
            _sample.Names.Add((database, key));
        }
    }

    private async Task DumpAsync(IRedisGateway redis, List<byte[]> keys, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        var outcomes = await redis.ExecuteEachAsync([.. keys.Select(key => RedisCommand.Of("DUMP").Key(key).Large())], cancellationToken);
        _sample.ReadTime += time.GetElapsedTime(started);
        foreach (var outcome in outcomes)
        {
            if (outcome.Fault is { Code: ErrorCode.RedisUnavailable } fault)
            {
                throw fault;
            }
            if (outcome.Fault is null && outcome.Reply.Bytes is { Length: > 0 } payload)
            {
                See(payload.Span);
            }
        }
    }

    private void See(ReadOnlySpan<byte> payload)
    {
        _sample.Dumped++;
        _sample.PayloadBytes += payload.Length;
        _sample.Values.See(payload, time.GetUtcNow().ToUnixTimeMilliseconds());
    }
}
