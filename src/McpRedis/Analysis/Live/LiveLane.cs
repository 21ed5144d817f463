using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Analysis.Live;

/// <summary>
/// One server: its databases in turns, each by its share of the keys, so that what was seen when the time is up is of all of them alike. A connection that is lost
/// is made anew, and the walk goes on where it was if the same process answers.
/// </summary>
internal sealed class LiveLane(IBulkGateway door, IReadOnlyList<LivePart> parts, LiveWork work, TimeProvider time)
{
    private const long SliceKeys = 20_000;
    private const int Attempts = 5;
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1);

    private readonly LivePace _pace = new(work.Options.MaxAddedMs, time);
    private readonly Dictionary<LivePart, RespPipe> _pipes = [];

    /// <summary>What a PING took before and how much longer at the end.</summary>
    public LivePace Pace => _pace;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var probePipe = await OpenAsync(parts[0], cancellationToken);
        using var probe = new LatencyProbe(probePipe, _pace, time);
        await probe.RestAsync(cancellationToken);
        var feeling = Task.Run(() => probe.RunAsync(stop.Token), CancellationToken.None);
        try
        {
            while (!work.Budget.IsSpent && Next() is { } part)
            {
                await SliceAsync(part, probe, cancellationToken);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await feeling;
            foreach (var pipe in _pipes.Values)
            {
                await pipe.DisposeAsync();
            }
        }
    }

    // The one that is behind.
    private LivePart? Next() => parts.Where(part => part.IsOpen).MinBy(part => part.Progress);

    private async Task SliceAsync(LivePart part, LatencyProbe probe, CancellationToken cancellationToken)
    {
        for (int attempt = 1; part.IsOpen; attempt++)
        {
            try
            {
                if (await ConnectAsync(part, cancellationToken) is { } pipe)
                {
                    await new LiveReader(door, pipe, part, work, _pace, probe, time).RunAsync(SliceKeys, cancellationToken);
                }
                return;
            }
            catch (Exception e) when (attempt < Attempts && !cancellationToken.IsCancellationRequested && (e is IOException || (e is Fault { Code: ErrorCode.RedisUnavailable or ErrorCode.RedisLoading })))
            {
                await DropAsync(part);
                await Task.Delay(Away, time, cancellationToken);
            }
            catch (Exception e) when (e is IOException || (e is Fault { Code: ErrorCode.RedisUnavailable or ErrorCode.RedisLoading }))
            {
                part.Broken = "the connection was lost and could not be made again";
            }
        }
    }

    // Null when another process answers than the one whose cursor we have: what it would give was partly counted.
    private async Task<RespPipe?> ConnectAsync(LivePart part, CancellationToken cancellationToken)
    {
        if (_pipes.TryGetValue(part, out var known))
        {
            return known;
        }
        var pipe = _pipes[part] = await OpenAsync(part, cancellationToken);
        var reply = await pipe.AskAsync(RedisCommand.Of("INFO").Arg("server"), cancellationToken);
        string? runId = reply.IsError ? null : InfoText.Parse(reply.Text)["run_id"];
        if (part.Cursor != 0 && (runId is null || runId != part.RunId))
        {
            part.Broken = "the server was restarted, and its keys were walked in part";
            return null;
        }
        part.RunId = runId;
        return pipe;
    }

    private async Task DropAsync(LivePart part)
    {
        if (_pipes.Remove(part, out var pipe))
        {
            await pipe.DisposeAsync();
        }
    }

    private Task<RespPipe> OpenAsync(LivePart part, CancellationToken cancellationToken) => door.OpenAsync(
        part.Reader ?? part.Master,
        new() { Database = part.Database == door.Database ? null : part.Database, IdleTimeout = work.Options.Patience, ReadsReplica = part.IsReplica, DoesNotTouch = true },
        cancellationToken);
}
