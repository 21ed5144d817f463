using McpRedis.Analysis.Counting;
using McpRedis.Analysis.Files;
using McpRedis.Faults;
using McpRedis.Keyspace;
using McpRedis.Rdb;
using McpRedis.Rdb.Elements;
using McpRedis.Redis;

namespace McpRedis.Analysis;

/// <summary>
/// The same counts of an RDB file or stream. Sizes are bytes of the serialized value and its name: what a server takes for it is mostly more, one and a half to four times for small values.
/// </summary>
internal static class FileAnalysis
{
    // Between two tellings of how far it is.
    private const int KeysPerLook = 4096;

    /// <param name="source">Read to its end mark, or until the budget is spent.</param>
    /// <param name="options">Its pattern, databases and scale; the rest is about servers.</param>
    /// <param name="scope">Whose keys are looked at; null for all.</param>
    /// <param name="maxDuration">Then it ends with what it has.</param>
    /// <param name="maxKeys">Keys after which it does.</param>
    /// <param name="progress">Told now and then: keys seen.</param>
    /// <exception cref="Fault">invalid_argument: it is damaged or cut off, or of a kind that is not known here.</exception>
    public static async Task<AnalysisReport> RunAsync(Stream source, AnalysisOptions options, KeyScope? scope, TimeSpan maxDuration, long maxKeys, TimeProvider time, Action<long>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return await CountAsync(source, options, scope, maxDuration, maxKeys, time, progress, cancellationToken);
        }
        catch (RdbFormatException e)
        {
            throw new Fault(ErrorCode.InvalidArgument, $"The file is no whole RDB file: {e.Reason} (at {e.Offset}).", "Take it from a finished BGSAVE, and copy it whole.", inner: e);
        }
    }

    private static async Task<AnalysisReport> CountAsync(Stream source, AnalysisOptions options, KeyScope? scope, TimeSpan maxDuration, long maxKeys, TimeProvider time, Action<long>? progress, CancellationToken cancellationToken)
    {
        using var reader = new RdbReader(source, new() { MaxValueBytes = 16 << 20 });
        var tally = new AnalysisTally(options.Scale, new());
        var buffers = new DecodeBuffers();
        long started = time.GetTimestamp(), look = KeysPerLook, nowMs = time.GetUtcNow().ToUnixTimeMilliseconds(), spilled = 0;
        bool isWhole = true;
        while (isWhole && await reader.FillAsync(cancellationToken))
        {
            while (reader.TryRead(out var record))
            {
                if (record.Kind == RdbRecordKind.Key && options.Databases?.Contains(record.Database) != false && scope?.Contains(record.Key) != false
                    && (options.Pattern is not { } pattern || KeyGlob.IsMatch(pattern, record.Key)))
                {
                    Add(tally, reader.Header.Flavour, record, nowMs, buffers);
                    spilled += record.IsSpilled ? 1 : 0;
                }
            }
            buffers.Trim();
            isWhole = reader.KeysRead < maxKeys && time.GetElapsedTime(started) < maxDuration;
            if (reader.KeysRead >= look)
            {
                look = reader.KeysRead + KeysPerLook;
                progress?.Invoke(reader.KeysRead);
            }
        }
        bool isAll = scope is null && options is { Pattern: null, Databases: null };
        return ReportMaker.File(tally, isWhole, isAll ? (long)reader.KeysAnnounced : null, time.GetElapsedTime(started), spilled);
    }

    private static void Add(AnalysisTally tally, RdbFlavour flavour, in RdbRecord record, long nowMs, DecodeBuffers buffers) => tally.Add(new()
    {
        Database = record.Database,
        Name = record.Key,
        Type = FileWords.TypeOf(record.Type, tally.Words),
        Encoding = FileWords.EncodingOf(record.Type, tally.Words),
        Length = ValueLength.Of(flavour, record, buffers),
        SizeBytes = record.ValueLength + record.Key.Length,
        TtlMs = record.ExpireAtMs is { } at ? Math.Max(0, at - nowMs) : KeyFact.Never,
        IdleSeconds = record.IdleSeconds ?? KeyFact.Unknown,
        Frequency = record.Frequency ?? KeyFact.Unknown,
    });
}
