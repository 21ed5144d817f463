using System.Text;
using McpRedis.Diagnostics.Clients;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Diagnostics.Monitoring;

/// <summary>
/// Listens to one node by MONITOR over a connection of its own and looks at the server over another one meanwhile: it ends at its bounds, and at once when
/// the server answers late or its output buffers grow.
/// </summary>
/// <param name="door">Opens the connections; MONITOR, INFO, CLIENT LIST and CLIENT ID must be declared.</param>
/// <param name="bounds">Where it ends.</param>
/// <param name="isOpen">Whether a database may be told of.</param>
/// <param name="time">Clock.</param>
internal sealed class MonitorSampler(IBulkGateway door, MonitorBounds bounds, Func<int, bool> isOpen, TimeProvider time)
{
    /// <summary>Commands it runs.</summary>
    public static readonly string[] Commands = ["MONITOR", "INFO", "CLIENT LIST", "CLIENT ID"];

    // Both speak RESP2: there a line of MONITOR is a status line and nothing else comes.
    private static readonly RespPipeOptions Plain = new() { Protocol = 2 };

    /// <param name="node">Whom to listen to.</param>
    /// <param name="count">Takes what is seen.</param>
    /// <exception cref="Faults.Fault">redis_unavailable, not_permitted, unsupported_by_server.</exception>
    public async Task<MonitorSample> RunAsync(MasterNode node, IMonitorCount count, CancellationToken cancellationToken)
    {
        await using var control = await door.OpenAsync(node, Plain, cancellationToken);
        await using var pipe = await door.OpenAsync(node, Plain, cancellationToken);
        var clients = new Dictionary<string, ClientEntry>(StringComparer.Ordinal);
        var own = await OwnAsync(control, clients, cancellationToken);
        var first = await ServerLoad.ReadAsync(control, time, cancellationToken);
        await Task.Delay(bounds.LookBefore, time, cancellationToken);
        var begin = await ServerLoad.ReadAsync(control, time, cancellationToken);

        using var end = new CancellationTokenSource(bounds.Duration, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        long started = time.GetTimestamp();
        var stream = await pipe.StreamAsync(RedisCommand.Of("MONITOR"), cancellationToken);
        var watch = WatchAsync(control, begin, end, cancellationToken);
        var feed = new MonitorFeed(stream, (line, length, isCut) => Take(count, own, line.AsSpan(0, length), isCut));
        MonitorEnd? endedBy = null;
        try
        {
            while (endedBy is null)
            {
                endedBy = !await feed.ReadAsync(either.Token) ? MonitorEnd.Lost : count.Commands >= bounds.Commands ? MonitorEnd.Limit : null;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Its time is over, or whoever watches the server ended it.
        }
        catch (IOException)
        {
            endedBy = MonitorEnd.Lost;
        }
        finally
        {
            // First of all the server is relieved of us.
            await stream.DisposeAsync();
            await end.CancelAsync();
            await ((Task)watch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        var elapsed = time.GetElapsedTime(started);
        var (stoppedBy, longest) = await watch;
        var last = await ServerLoad.ReadAsync(control, time, cancellationToken);
        await OwnAsync(control, clients, cancellationToken);   // those who came meanwhile
        return new(elapsed.TotalSeconds, endedBy ?? stoppedBy ?? MonitorEnd.Time, MonitorCost.Of(first, begin, last, longest, feed.Bytes, time), clients);
    }

    private void Take(IMonitorCount count, HashSet<string> own, ReadOnlySpan<byte> line, bool isCut)
    {
        if (line.StartsWith("-"u8))
        {
            throw RedisFaults.FromReply(Encoding.UTF8.GetString(line), "MONITOR");
        }
        // More may have come at once than was asked for.
        if (count.Commands < bounds.Commands && MonitorLine.Parse(line, isCut) is { } command && !own.Contains(command.Client) && isOpen(command.Database))
        {
            count.Add(command);
        }
    }

    /// <returns>What ended it, null for nothing, and the longest answer.</returns>
    private async Task<(MonitorEnd? End, TimeSpan Longest)> WatchAsync(RespPipe control, ServerLoad begin, CancellationTokenSource end, CancellationToken cancellationToken)
    {
        var longest = begin.Answered;
        var patience = begin.Answered + bounds.MostDelay;
        while (!end.IsCancellationRequested)
        {
            var look = ServerLoad.ReadAsync(control, time, cancellationToken);
            bool late = await Task.WhenAny(look, Task.Delay(patience, time, cancellationToken)) != look;
            if (late)
            {
                await end.CancelAsync();   // at once, and not when the answer is here
            }
            var load = await look;
            longest = load.Answered > longest ? load.Answered : longest;
            if (late || load.Answered > patience)
            {
                await end.CancelAsync();
                return (MonitorEnd.Latency, longest);
            }
            if (load.LargestBufferBytes - begin.LargestBufferBytes > bounds.MostBufferBytes)
            {
                await end.CancelAsync();
                return (MonitorEnd.Buffer, longest);
            }
            await Task.WhenAny(Task.Delay(bounds.LookEvery, time, end.Token));
        }
        return (null, longest);
    }

    // Addresses of our own connections; those of all are noted. A user without the right sees our own among the others, and no names.
    private static async Task<HashSet<string>> OwnAsync(RespPipe control, Dictionary<string, ClientEntry> clients, CancellationToken cancellationToken)
    {
        var id = await control.AskAsync(RedisCommand.Of("CLIENT ID"), cancellationToken);
        var list = await control.AskAsync(RedisCommand.Of("CLIENT LIST"), cancellationToken);
        if (id.IsError || list.IsError)
        {
            return [];
        }
        var entries = ClientListText.Parse(list.Bytes.Span);
        entries.ForEach(entry => clients[entry.Address] = entry);
        var own = entries.Find(entry => entry.Id == id.Integer);
        return own is null ? [] : [.. entries.Where(entry => entry.Id == own.Id || (own.Name.Length > 0 && own.Name.AsSpan().SequenceEqual(entry.Name) && own.Host == entry.Host)).Select(entry => entry.Address).Where(address => address != "unix")];   // which all have who come over the socket
    }
}
