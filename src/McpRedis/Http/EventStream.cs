using Microsoft.AspNetCore.Http;

namespace McpRedis.Http;

/// <summary>
/// The body of an answer that is a stream of events (text/event-stream). Events go out whole, and when nothing
/// has gone out for a while a comment does, so that no proxy takes the stream for dead and a client that is gone is noticed.
/// </summary>
internal sealed class EventStream : Stream
{
    /// <summary>Well under the minute after which common proxies give up.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private static readonly byte[] Comment = ": still here\n\n"u8.ToArray();

    private readonly HttpResponse _response;
    private readonly CancellationToken _aborted;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ITimer _timer;
    private MemoryStream _event = new();
    private bool _closed;

    public EventStream(HttpContext http, TimeProvider time)
    {
        (_response, _aborted) = (http.Response, http.RequestAborted);
        _timer = time.CreateTimer(_ => _ = SayNothingAsync(), null, Silence, Silence);
    }

    /// <summary>Says what kind of answer is coming.</summary>
    public static void Begin(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache, no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";   // nginx would keep events back
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Keeps what belongs to one event until it is whole, which its flush says.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _event.Write(buffer.Span);
        return default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => _event.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => _event.Write(buffer);

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            if (_event.Length > 0)
            {
                var whole = _event;
                _event = new MemoryStream();
                await _response.Body.WriteAsync(whole.GetBuffer().AsMemory(0, (int)whole.Length), cancellationToken);
            }
            await _response.Body.FlushAsync(cancellationToken);
            _timer.Change(Silence, Silence);
        }
        finally
        {
            _sending.Release();
        }
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Sends what is left; after it nothing is said any more.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _sending.WaitAsync(CancellationToken.None);
        _closed = true;
        _sending.Release();
        if (_event.Length > 0 && !_aborted.IsCancellationRequested)
        {
            await FlushAsync(_aborted);
        }
        await base.DisposeAsync();
    }

    private async Task SayNothingAsync()
    {
        // An event is on its way: that is not nothing.
        if (!await _sending.WaitAsync(0, CancellationToken.None))
        {
            return;
        }
        try
        {
            if (!_closed && !_aborted.IsCancellationRequested)
            {
                await _response.Body.WriteAsync(Comment, _aborted);
                await _response.Body.FlushAsync(_aborted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The client is gone: the request hears of it by itself.
        }
        finally
        {
            _sending.Release();
        }
    }
}
