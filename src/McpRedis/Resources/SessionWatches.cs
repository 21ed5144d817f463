namespace McpRedis.Resources;

/// <summary>What one session has subscribed to, by URI as its client wrote it.</summary>
internal sealed class SessionWatches : IAsyncDisposable
{
    private readonly Dictionary<string, IAsyncDisposable> _byUri = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _changing = new(1, 1);   // two requests for the same resource make one watch
    private bool _ended;

    /// <summary>Adds a watch unless there is one for this URI.</summary>
    public async Task AddAsync(string uri, Func<Task<IAsyncDisposable>> begin, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (!_ended && !_byUri.ContainsKey(uri))
            {
                _byUri[uri] = await begin();
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    public async Task RemoveAsync(string uri, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (_byUri.Remove(uri, out var watch))
            {
                await watch.DisposeAsync();
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _changing.WaitAsync();
        _ended = true;
        try
        {
            await Task.WhenAll(_byUri.Values.Select(watch => watch.DisposeAsync().AsTask()));   // all of them, whatever becomes of one
        }
        finally
        {
            _byUri.Clear();
            _changing.Release();
        }
    }
}
