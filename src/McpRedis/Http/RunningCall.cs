using System.Collections.Concurrent;
using ModelContextProtocol.Protocol;

namespace McpRedis.Http;

/// <summary>A call that can be cancelled by its id while it runs.</summary>
internal sealed class RunningCall : IDisposable
{
    private readonly ConcurrentDictionary<RequestId, RunningCall> _among;
    private readonly CancellationTokenSource _cancel;
    private readonly RequestId _id;

    public RunningCall(ConcurrentDictionary<RequestId, RunningCall> among, RequestId id, CancellationToken ended)
    {
        (_among, _id) = (among, id);
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(ended);
        _among.TryAdd(id, this);   // a second of the same id runs, and cannot be cancelled by it
    }

    public CancellationToken Token => _cancel.Token;

    public void Cancel()
    {
        try
        {
            _cancel.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended just now.
        }
    }

    public void Dispose()
    {
        _among.TryRemove(new KeyValuePair<RequestId, RunningCall>(_id, this));
        _cancel.Dispose();
    }
}
