using System.Collections.Concurrent;
using ModelContextProtocol.Protocol;

namespace McpRedis.Stdio;

/// <summary>
/// Requests that were read and not yet answered. At the end of input the process leaves only when there are none:
/// <c>mcp-redis &lt; requests.jsonl</c> answers them all.
/// </summary>
internal sealed class OpenRequests
{
    private readonly ConcurrentDictionary<RequestId, byte> _open = new();
    private TaskCompletionSource? _drained;

    /// <summary>False when a request with the same id is still open: answering both would confuse the client.</summary>
    public bool TryAdd(RequestId id) => _open.TryAdd(id, 0);

    public void Remove(RequestId id)
    {
        if (_open.TryRemove(id, out _) && _open.IsEmpty)
        {
            Volatile.Read(ref _drained)?.TrySetResult();
        }
    }

    /// <summary>Completes when nothing is open any more.</summary>
    public Task WhenDrainedAsync()
    {
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _drained, drained);
        if (_open.IsEmpty)
        {
            drained.TrySetResult();
        }
        return drained.Task;
    }
}
