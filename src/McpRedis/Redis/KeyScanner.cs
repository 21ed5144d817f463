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
    private static readonly TimeSpan LongestPage = TimeSpan.FromSeconds(2);

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
        int step = Math.Clamp(request.MaxVisited, 1, LargestStep);
        long started = Stopwatch.GetTimestamp();
        while (node < masters.Count)
        {
            int count = Math.Min(step, Math.Max(10, request.Pattern is null && request.Type is null ? request.MaxKeys - found.Count : LargestStep));
            var (next, batch) = await StepAsync(masters[node], cursor, count, request, cancellationToken);
            long batchBytes = batch.Sum(k => (long)(request.CostOf?.Invoke(k) ?? k.Length));
            if (found.Count + batch.Count > request.MaxKeys || bytes + batchBytes > request.MaxBytes)
            {
                if (found.Count > 0)
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
            if (found.Count >= request.MaxKeys || bytes >= request.MaxBytes || visited >= request.MaxVisited || Stopwatch.GetElapsedTime(started) > LongestPage)
            {
                break;
            }
        }
        return Page();

        KeyScanPage Page() => new(found, node < masters.Count ? $"{node}:{cursor}" : null, visited, masters.Count);
    }

    private async Task<(string Next, List<byte[]> Keys)> StepAsync(IServer server, string cursor, int count, KeyScanRequest request, CancellationToken cancellationToken)
    {
        var command = RedisCommand.Of("SCAN").Arg(cursor).Arg("COUNT").Arg(count);
        if (request.Pattern is { } pattern)
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
            return (reply[0].Text, [.. reply[1].ItemArray.Select(k => k.Bytes.ToArray()).Where(k => scope?.Contains(k) != false)]);
        }
        catch (Exception e) when (e is not Fault)
        {
            throw GatewayCall.Map(e, command, isWrite: false, cancellationToken);
        }
    }

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
