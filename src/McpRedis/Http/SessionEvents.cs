namespace McpRedis.Http;

/// <summary>
/// What a session says outside of its requests, as long as it lives: to the stream that its client has open, and to nobody
/// while there is none. The SDK's transport takes one stream for its whole life and refuses a second
/// (StreamableHttpServerTransport.HandleGetRequestAsync, 2.3.1); connections break, and clients come back. To be removed when it takes more.
/// </summary>
internal sealed class SessionEvents : Stream
{
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly MemoryStream _event = new();
    private EventStream? _client;
    private CancellationToken _gone;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Sends events there until the client is gone; when it returns, nothing is sent there any more.</summary>
    /// <param name="client">Stream of the client's request.</param>
    /// <param name="gone">Cancelled when the client, the session or its right to be here has ended.</param>
    public async Task ForwardAsync(EventStream client, CancellationToken gone)
    {
        await SetAsync(client, gone);
        try
        {
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var registration = gone.Register(ended.SetResult);
            await ended.Task;
        }
        finally
        {
            await SetAsync(null, CancellationToken.None);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _event.Write(buffer.Span);
        return default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => _event.Write(buffer, offset, count);

    /// <summary>An event is whole.</summary>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            if (_client is { } client && _event.Length > 0)
            {
                await client.WriteAsync(_event.GetBuffer().AsMemory(0, (int)_event.Length), _gone);
                await client.FlushAsync(_gone);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // That client is gone; the session is not, and the next one may listen.
        }
        finally
        {
            _event.SetLength(0);
            _sending.Release();
        }
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task SetAsync(EventStream? client, CancellationToken gone)
    {
        await _sending.WaitAsync(CancellationToken.None);
        (_client, _gone) = (client, gone);
        _sending.Release();
    }
}
