using McpRedis.Analysis.Counting;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Analysis.Live;

/// <summary>Looks again at the largest keys, at more of their elements: what five of them said may be far off where elements differ.</summary>
internal static class Refinement
{
    // Those that may still come to the front.
    private const int PerType = 50;

    public static async Task RunAsync(IBulkGateway door, IReadOnlyList<LivePart> parts, AnalysisTally tally, AnalysisOptions options, CancellationToken cancellationToken)
    {
        if (options.SizeShare == 0 || options.RefinedSamples <= options.SizeSamples)
        {
            return;
        }
        var pipes = new Dictionary<LivePart, RespPipe>();
        try
        {
            var map = await door.ResolveAsync(cancellationToken);
            foreach (var own in tally.Types)
            {
                if (own.Type != Words.String)
                {
                    await RefineAsync(own.BySize);
                }
            }

            async Task RefineAsync(TopKeys top)
            {
                var keys = top.Ranked;
                var sizes = new Dictionary<TopKey, long>();
                foreach (var key in keys.Take(PerType).Where(key => key.IsWhole))
                {
                    int owner = map.IndexOf(key.Name);
                    var part = owner < 0 ? null : parts.FirstOrDefault(part => part.Database == key.Database && (part.Master.Id == map.Masters[owner].Id));
                    if (part is null)
                    {
                        continue;
                    }
                    if (!pipes.TryGetValue(part, out var pipe))
                    {
                        pipes[part] = pipe = await door.OpenAsync(part.Reader ?? part.Master, new() { Database = part.Database == door.Database ? null : part.Database, ReadsReplica = part.IsReplica, DoesNotTouch = true }, cancellationToken);
                    }
                    var reply = await pipe.AskAsync(RedisCommand.Of("MEMORY USAGE").Key(key.Name).Arg("SAMPLES").Arg(options.RefinedSamples), cancellationToken);
                    if (reply.Kind == RespKind.Integer)
                    {
                        sizes[key] = reply.Integer;
                    }
                }
                top.Replace([.. keys.Select(key => sizes.TryGetValue(key, out long bytes) ? key with { SizeBytes = bytes } : key)]);
            }
        }
        catch (Exception e) when (e is IOException or Faults.Fault)
        {
            // What was found stays as it is.
        }
        finally
        {
            foreach (var pipe in pipes.Values)
            {
                await pipe.DisposeAsync();
            }
        }
    }
}
