using System.Diagnostics;
using System.Globalization;
using McpRedis.Faults;
using StackExchange.Redis;

namespace McpRedis.Redis;

/// <summary>
/// A bounded walk over the keyspace by SCAN, master after master. The invariant is that of SCAN itself: a key that
/// is there from the first page to the last is returned. So a batch that would not fit is not cut: the page ends
/// before it and the next one asks for it again, in smaller steps if it has to.
/// Cursors are <c>node:cursor</c>; they hold no state of ours. See <see href="https://redis.io/docs/latest/commands/scan/"/>.
/// </summary>
internal sealed class KeyScanner(IConnectionMultiplexer multiplexer, int database, KeyScope? scope)
{
    // One SCAN of 1000 keeps a server busy for well under a millisecond.
    private const int LargestStep = 1000;
    private const int SmallestFill = 16;

    public async Task<KeyScanPage> ScanAsync(KeyScanRequest request, CancellationToken cancellationToken)
    {
        var masters = Nodes.Masters(multiplexer);
        if (masters.Count == 0)
        {
            throw new Fault(ErrorCode.RedisUnavailable, "No master of this connection can be reached. Nothing was scanned.", "Try again later.", retryable: true);
        }
        (int node, string cursor) = ParseCursor(request.Cursor, masters.Count);
        var found = new List<byte[]>();
        var seen = new HashSet<byte[]>(ByteArrayComparer.Instance);
        long visited = 0, bytes = 0;
        int steps = 0;
        int step = Math.Clamp(request.MaxVisited, 1, LargestStep);
        long started = Stopwatch.GetTimestamp();
        while (node < masters.Count)
        {
            int count = Math.Min(step, Math.Max(10, request.Pattern is null && request.Type is null ? request.MaxKeys - found.Count : LargestStep));
            if (found.Count > 0 && !masters[node].IsConnected)
            {
                return Page();   // what was found is told before what is missing
            }
            var (next, batch) = await StepAsync(masters[node], (node, masters.Count), cursor, count, request, cancellationToken);
            steps++;
            long batchBytes = batch.Sum(k => (long)(request.CostOf?.Invoke(k) ?? k.Length));
            if (found.Count + batch.Count > request.MaxKeys || bytes + batchBytes > request.MaxBytes)
            {
                // A page that holds little is filled up in smaller steps before it ends.
                bool little = found.Count < request.MaxKeys / 2 && bytes < request.MaxBytes / 2;
                if (found.Count > 0 && (!little || count <= SmallestFill))
                {
                    return Page();
                }
                if (count > 1)
                {
                    step = Math.Max(1, count / 4);
                    continue;
                }
            }
            visited += count;
            bytes += batchBytes;
            found.AddRange(batch.Where(seen.Add));
            (node, cursor) = next == "0" ? (node + 1, "0") : (node, next);
            if (found.Count >= request.MaxKeys || bytes >= request.MaxBytes || visited >= request.MaxVisited || Stopwatch.GetElapsedTime(started) > request.MaxTime)
            {
                break;
            }
        }
        return Page();

        KeyScanPage Page() => new(found, node < masters.Count ? $"{node}:{cursor}" : null, visited, masters.Count) { Steps = steps };
    }

    private async Task<(string Next, List<byte[]> Keys)> StepAsync(IServer server, (int Node, int Masters) place, string cursor, int count, KeyScanRequest request, CancellationToken cancellationToken)
    {
        var command = RedisCommand.Of("SCAN").Arg(cursor).Arg("COUNT").Arg(count);
        // The server looks at the same keys and sends fewer.
        if ((scope is null ? request.Pattern : scope.Narrow(request.Pattern)) is { } pattern)
        {
            command.Arg("MATCH").Arg(pattern);
        }
        if (request.Type is { } type)
        {
            command.Arg("TYPE").Arg(type);
        }
        try
        {
            var reply = (await server.ExecuteAsync(database, "SCAN", command.ToLibraryArguments()).WaitAsync(cancellationToken)).ToRespValue();
            var keys = reply[1].ItemArray.Select(k => k.Bytes.ToArray());
            return (reply[0].Text, [.. scope?.Filter(keys) ?? keys]);
        }
        catch (Exception e) when (e is not Fault)
        {
            throw GatewayCall.Map(e, command, isWrite: false, cancellationToken) is not Fault fault ? e
                : place.Masters > 1 && fault.Code == ErrorCode.RedisUnavailable ? MasterMissing(place.Node, place.Masters, e)
                : fault;
        }
    }

    // Not the keys of the others as if they were all: a page that silently misses a third of them is a wrong answer.
    private static Fault MasterMissing(int node, int masters, Exception cause) =>
        new(ErrorCode.ClusterDown, $"Master {node + 1} of {masters} of the cluster cannot be reached; its keys cannot be listed.",
            (node + 1 < masters ? $"To list the keys of the masters after it go on with cursor '{node + 1}:0'." : "Those of all other masters were listed.")
            + " redis_server_info shows which node is missing.", retryable: true, cause);

    private static (int Node, string Cursor) ParseCursor(string? cursor, int nodes)
    {
        if (cursor is null)
        {
            return (0, "0");
        }
        int colon = cursor.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0
            && int.TryParse(cursor.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out int node)
            && node < nodes
            && ulong.TryParse(cursor.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ulong position))
        {
            return (node, position.ToString(CultureInfo.InvariantCulture));
        }
        throw Fault.Argument("cursor", "not a cursor of this scan.", "Pass the cursor of the previous page unchanged, or omit it to start over.");
    }
}
