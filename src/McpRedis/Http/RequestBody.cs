using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace McpRedis.Http;

/// <summary>The body of a request, whole, within a size and a time. The memory is rented and given back.</summary>
internal sealed class RequestBody : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    // Memory is taken for what has come, not for what somebody says will.
    private const int MostAtFirst = 64 * 1024;

    private byte[] _buffer;
    private int _length;

    private RequestBody(int size) => _buffer = ArrayPool<byte>.Shared.Rent(size);

    public ReadOnlyMemory<byte> Json => _buffer.AsMemory(0, _length);

    /// <returns>Null with a refusal when it is too large, or does not come.</returns>
    public static async Task<(RequestBody? Body, HttpRefusal? Refusal)> ReadAsync(HttpRequest request, int largestBytes, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.ContentLength > largestBytes)
        {
            return (null, TooLarge(largestBytes));
        }
        var body = new RequestBody((int)Math.Min(request.ContentLength ?? 4096, MostAtFirst) + 1);
        using var limit = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (true)
            {
                int read = await request.Body.ReadAsync(body._buffer.AsMemory(body._length), either.Token);
                if (read == 0)
                {
                    return (body, null);
                }
                body._length += read;
                if (body._length > largestBytes)
                {
                    body.Dispose();
                    return (null, TooLarge(largestBytes));
                }
                if (body._length == body._buffer.Length)
                {
                    body.Grow();
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            body.Dispose();
            return (null, new(StatusCodes.Status408RequestTimeout, "The body of the request did not come in time."));
        }
        catch (BadHttpRequestException e)
        {
            body.Dispose();
            return (null, new(e.StatusCode, "The body of the request cannot be read."));
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private static HttpRefusal TooLarge(int largestBytes) => new(StatusCodes.Status413PayloadTooLarge, $"The body of a request has at most {largestBytes} bytes here.");
}
